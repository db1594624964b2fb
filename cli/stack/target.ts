import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { type Command, Option } from 'commander';
import { START } from '../../lib/places.ts';
import { type LocalState, portOf, readStates } from '../../operations/state-file.ts';
import { outputsOfWebhook } from '../../operations/webhook-outputs.ts';
import { CommandError } from '../terminal/errors.ts';
import { type CommandOn, commandOn } from './command-on.ts';
import { readLocal, withLocalPorts } from './local-port.ts';

/** Where a command finds its stack. */
export interface TargetOptions {
  stage: string;
  /** The stack of an app that uses the construct, instead of a stage of our own. */
  stack?: string;
  /** The id of the webhook in it, where it holds several. */
  webhook?: string;
  region?: string;
  /** The only local cloud that runs, or the one with this port. */
  local?: true | number;
}

/** A stack that a command works on, in AWS or on this computer. */
export interface Target {
  /** For the user, such as `pilot-status-prod in us-east-1`. */
  name: string;
  /** As CloudFormation has it: `arn:…:stack/<name>/<uuid>`. */
  stackId: string;
  outputs: Readonly<Record<string, string>>;
  /** The origin of the simulator that a local cloud sends to. */
  vendorUrl?: string | undefined;
  /** Gives a command line that works on the same stack, to be shown to a person. */
  command: CommandOn;
  /** How a person brings the stack to what this code makes of it: a command line. */
  deploy: string;
  /** What every AWS client is made with. */
  aws: { region: string; endpoint?: string; credentials?: { accessKeyId: string; secretAccessKey: string } };
}

/** Adds the options that say where the stack is. */
export function withTarget(command: Command): Command {
  return withLocalPorts(command)
    .addOption(new Option('--stage <name>', 'the stage that was deployed').default('prod'))
    .addOption(new Option('--stack <name>', 'the stack of an app that uses the construct').conflicts('stage'))
    .addOption(new Option('--webhook <id>', 'the webhook in that stack, where it holds several'))
    .addOption(new Option('--region <name>', 'its AWS region, instead of the one that your AWS setup names'))
    .addOption(
      new Option('--local [port]', 'the local cloud that `npm start` runs; where several run, the one with this port')
        .argParser(readLocal)
        .conflicts(['stage', 'stack', 'webhook', 'region']),
    );
}

/** @throws CommandError when there is no such stack, or not one local cloud that is meant */
export function findTarget(options: TargetOptions, env: NodeJS.ProcessEnv): Promise<Target> {
  return options.local === undefined ? findStack(options) : findLocal(options, options.local, env);
}

async function findLocal(options: TargetOptions, port: true | number, env: NodeJS.ProcessEnv): Promise<Target> {
  const state = pickLocal(await readStates(env), port);
  const { stackId, outputs, vendorUrl, region, awsEndpoint: endpoint, adminCredentials: credentials } = state;
  return {
    name: port === true ? 'the local cloud' : `the local cloud on port ${port}`,
    stackId,
    outputs,
    vendorUrl,
    command: commandOn(options),
    deploy: START,
    aws: { region, endpoint, credentials },
  };
}

/** The local cloud with this port, or the only one. @throws CommandError when none fits, or more than one */
export function pickLocal(states: readonly LocalState[], port: true | number): LocalState {
  const running = states.map(portOf);
  const fitting = states.filter((state) => port === true || portOf(state) === port);
  const [state] = fitting;
  if (running.length === 0) throw new CommandError(`No local cloud is running: start it with \`${START}\``);
  if (state === undefined) {
    throw new CommandError(`No local cloud is running on port ${port}; there is one on ${running.join(' and on ')}`);
  }
  if (fitting.length === 1) return state;
  const choices = running.map((choice) => `--local=${choice}`).join(' or ');
  throw new CommandError(`${running.length} local clouds are running: choose one with ${choices}`);
}

async function findStack(options: TargetOptions): Promise<Target> {
  const { stage, region, webhook, stack: given } = options;
  const client = new CloudFormationClient(region === undefined ? {} : { region });
  const name = given ?? `pilot-status-${stage}`;
  const where = await client.config.region();
  const stack = await describe(client, name);
  if (stack?.StackId === undefined) {
    throw new CommandError(
      `There is no stack ${name} in ${where}: deploy it first, or name another with --stage or --stack, and --region`,
    );
  }
  const outputs = (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
  return {
    name: `${name} in ${where}`,
    stackId: stack.StackId,
    outputs: chosen(Object.fromEntries(outputs), webhook),
    command: commandOn(options),
    deploy: deployCommand(options),
    aws: { region: where },
  };
}

/** @throws CommandError when the stack has no such webhook, or several and none is named */
function chosen(outputs: Record<string, string>, webhook: string | undefined): Readonly<Record<string, string>> {
  try {
    return outputsOfWebhook(outputs, webhook).outputs;
  } catch (error) {
    throw new CommandError((error as Error).message);
  }
}

function deployCommand({ stage, stack }: TargetOptions): string {
  if (stack !== undefined) return `npx cdk deploy ${stack}`;
  return stage === 'prod' ? 'npx cdk deploy' : `npx cdk deploy -c stage=${stage}`;
}

async function describe(client: CloudFormationClient, name: string): Promise<Stack | undefined> {
  try {
    return (await client.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0];
  } catch (error) {
    // CloudFormation has no error of its own for a stack that is not there.
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

/** @throws CommandError when the stack has no such output: it is not deployed to the end, or from other code */
export function outputOf({ outputs, name, deploy }: Target, output: string): string {
  const value = outputs[output];
  if (value === undefined)
    throw new CommandError(`${name} has no output ${output}: it was deployed from other code; run \`${deploy}\` first`);
  return value;
}

/** What the ingest function is given as CONTACT_HASH_KEY: the random part of the stack's id. */
export function contactHashKey({ stackId, name }: Target): string {
  const uuid = stackId.split('/')[2];
  if (!uuid) throw new CommandError(`${name} has an id that CloudFormation does not give: ${stackId}`);
  return uuid;
}
