// A process that runs a cloud assembly and sets no secret: the state of a stack that has just been deployed.
// Usage: tsx test/support/bare-cloud.ts ASSEMBLY ENVIRONMENT, the latter as JSON
import { startCloud } from '../../local/cloud/cloud.ts';
import { stepReader } from '../../local/steps.ts';

const [assembly = '', environment = '{}'] = process.argv.slice(2);
const print = (step: object) => process.stdout.write(`${JSON.stringify(step)}\n`);
const stepsOf = stepReader();

const cloud = await startCloud({
  assembly,
  port: 0,
  environment: JSON.parse(environment),
  observe: (event) => stepsOf(event).forEach(print),
});
const { token } = JSON.parse((await cloud.getSecret(cloud.outputs.WebhookSecretArn ?? '')) ?? '{}');
print({ step: 'ready', ...cloud, webhookUrl: `${cloud.outputs.HookUrl}/${token}` });
process.on('SIGTERM', () => cloud.stop().then(() => process.exit(0)));
