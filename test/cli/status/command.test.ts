import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKS, type StatusFinding } from '../../../cli/status/finding.ts';
import { writeState } from '../../../operations/state-file.ts';
import { pilotInside } from '../../support/pilot.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'status-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The findings about a local cloud with these outputs, in which nothing answers. */
async function findingsOf(outputs: Record<string, string>): Promise<StatusFinding[]> {
  const file = join(folder, 'state.json');
  const nowhere = 'http://127.0.0.1:1';
  const credentials = { accessKeyId: 'AKIA', secretAccessKey: 's' };
  const place = { awsEndpoint: nowhere, region: 'us-east-1', adminCredentials: credentials, vendorUrl: nowhere };
  await writeState(file, { ...place, stackId: 'arn:x/y/z', outputs, webhookUrl: nowhere, pid: process.pid });
  const { code, stdout } = await pilotInside(['status', '--local', '--json'], { LOCAL_STATE_FILE: file });
  expect(code).toBe(1);
  return JSON.parse(stdout).findings;
}

test('for a stack without outputs every check is listed, and the fix is the command that updates the stack', async () => {
  const findings = await findingsOf({ ApiUrl: 'http://127.0.0.1:1' });
  expect(findings.map(({ check }) => check)).toEqual(CHECKS);
  expect(findings[0]).toMatchObject({ check: 'stack', level: 'bad', fix: 'npm start' });
  expect(findings.slice(1).every(({ level }) => level === 'unchecked')).toBe(true);
});
