import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { synthesizeAlone, synthesizeApp } from '../support/assembly.ts';
import { type LocalApp, startApp } from '../support/local-app.ts';
import { ownResources } from '../support/own-resources.ts';
import { received } from '../support/samples.ts';
import { type TestVendor, testVendor } from '../support/vendor.ts';

let vendor: TestVendor;
let app: LocalApp | undefined;

beforeEach(async () => {
  vendor = await testVendor();
});
afterEach(async () => {
  await app?.stop();
  app = undefined;
  await vendor.stop();
});

/** Starts the app with the table and the bot of docs/own-resources.md. */
async function start(name: string, edit?: (code: string) => string, synthesize = synthesizeApp): Promise<LocalApp> {
  const { bot, infrastructure } = await ownResources('A DynamoDB table', name, edit);
  app = await startApp('--assembly', await synthesize({ bot }, infrastructure), '--vendor-url', vendor.url);
  return app;
}

test('the bot of the page stores orders in its own table, and reads them', async () => {
  const { post, waitFor, ready } = await start('stored', undefined, synthesizeAlone);
  await post(received({ id: 'o-1', messageId: 'o-1', content: 'Two pizzas' }));
  await waitFor(({ step, id }) => step === 'sent' && id === 'o-1');
  await post(received({ id: 'o-2', messageId: 'o-2', content: 'my order' }));
  await waitFor(({ step, id }) => step === 'sent' && id === 'o-2');
  expect(vendor.sends.map(({ body }) => body.text)).toEqual(['Your order is stored.', 'You ordered: Two pizzas']);

  const { awsEndpoint: endpoint, region, adminCredentials: credentials, outputs } = ready;
  const dynamodb = new DynamoDBClient({ endpoint, region, credentials });
  const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
  const TableName = TableNames.find((table) => table !== outputs.LedgerTable);
  const { Items } = await dynamodb.send(new ScanCommand({ TableName }));
  dynamodb.destroy();
  expect(Items).toEqual([{ contact: { S: expect.any(String) }, order: { S: 'Two pizzas' } }]);
});

test('without its grant the table is denied', async () => {
  const { post, waitFor } = await start('denied', (code) => code.replace('orders.grantReadWriteData(processor);', ''));
  await post(received({ id: 'd-1', messageId: 'd-1', content: 'Two pizzas' }));
  const [denied] = await waitFor(({ step }) => step === 'denied');
  expect(denied).toMatchObject({ action: 'dynamodb:PutItem', resource: expect.stringContaining('Orders') });
  const [broken] = await waitFor(({ step, where }) => step === 'broken' && where === 'processor');
  expect(broken?.error).toContain('AccessDenied');
});

test('what the local cloud does not know is named, with its type', async () => {
  const edit = (code: string) =>
    `import { StringParameter } from 'aws-cdk-lib/aws-ssm';\n${code}`.replace(
      '  orders.grant',
      "  new StringParameter(stack, 'Note', { stringValue: 'x' });\n  orders.grant",
    );
  await expect(start('unknown', edit)).rejects.toThrow(
    /Note\w+: the local cloud does not know the type AWS::SSM::Parameter/,
  );
});

test('an error in the file is reported by its name and line', async () => {
  const edit = (code: string) => code.replace('  orders.grant', "  throw new Error('no orders');\n  orders.grant");
  await expect(start('broken', edit, synthesizeAlone)).rejects.toThrow(
    /^The app cannot be synthesized:\n.*\n?build\/own-resources\/broken\/infrastructure\.ts: no orders \(build\S+:10\)$/,
  );
});
