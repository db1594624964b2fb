import { pickLocal } from '../../../cli/stack/target.ts';
import type { LocalState } from '../../../operations/state-file.ts';

const cloud = (port: number): LocalState => ({
  awsEndpoint: 'http://127.0.0.1:1',
  region: 'us-east-1',
  adminCredentials: { accessKeyId: 'AKIA', secretAccessKey: 's' },
  outputs: {},
  stackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/pilot-status-prod/uuid',
  webhookUrl: `http://127.0.0.1:${port}/hooks/whatsapp/token`,
  pid: 1,
});

test('the only local cloud needs no port', () => {
  expect(pickLocal([cloud(4000)], true)).toEqual(cloud(4000));
});

test('a port picks one of several', () => {
  expect(pickLocal([cloud(3000), cloud(3001)], 3001)).toEqual(cloud(3001));
});

test.each([
  [[], true, 'No local cloud is running: start it with `npm start`'],
  [[], 3001, 'No local cloud is running: start it with `npm start`'],
  [[3000, 3001], true, '2 local clouds are running: choose one with --local=3000 or --local=3001'],
  [[3000, 3001], 3002, 'No local cloud is running on port 3002; there is one on 3000 and on 3001'],
] as const)('of those on %j, --local with %j picks none, and says what to do', (ports, wanted, message) => {
  expect(() => pickLocal(ports.map(cloud), wanted)).toThrow(message);
});
