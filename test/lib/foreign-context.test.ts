import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readConfig } from '../../lib/config.ts';
import { type ContextFiles, withoutForeignKeys } from '../../lib/foreign-context.ts';

const ROOT = join(import.meta.dirname, '..', '..');

const filesOf = ({ own = {}, remembered = {}, home = {} }): ContextFiles => ({
  own,
  foreign: { 'cdk.context.json': remembered, '~/.cdk.json': home },
});

describe('a key that is no setting', () => {
  test('is left out, and told with its file, where it stands in a file that others write', () => {
    const files = filesOf({ remembered: { widget: { size: 1 } }, home: { team: 'blue' } });
    expect(withoutForeignKeys({ stage: 'prod', widget: { size: 1 }, team: 'blue' }, files)).toEqual({
      context: { stage: 'prod' },
      foreign: [
        { key: 'widget', file: 'cdk.context.json' },
        { key: 'team', file: '~/.cdk.json' },
      ],
    });
  });

  test('stays a mistake in cdk.json, whatever else it stands in', () => {
    const files = filesOf({ own: { alarmMail: 'me' }, home: { alarmMail: 'me' } });
    const { context, foreign } = withoutForeignKeys({ alarmMail: 'me' }, files);
    expect(foreign).toEqual([]);
    expect(() => readConfig(context)).toThrow('alarmMail is not a setting');
  });

  test('stays a mistake on the command line, also where a file has another value for it', () => {
    const files = filesOf({ home: { team: 'blue' } });
    expect(withoutForeignKeys({ team: 'red', alarmMail: 'me' }, files)).toEqual({
      context: { team: 'red', alarmMail: 'me' },
      foreign: [],
    });
  });

  test('is told apart within the stages too, which CDK merges', () => {
    const own = { stages: { default: { alarmMail: 'me' } } };
    const home = { stages: { default: { team: 'blue' }, beta: { team: 'red' } } };
    const merged = { stages: { default: { alarmMail: 'me', team: 'blue', windowHours: 12 }, beta: { team: 'red' } } };
    expect(withoutForeignKeys(merged, filesOf({ own, home }))).toEqual({
      context: { stages: { default: { alarmMail: 'me', windowHours: 12 }, beta: {} } },
      foreign: [
        { key: 'stages.default.team', file: '~/.cdk.json' },
        { key: 'stages.beta.team', file: '~/.cdk.json' },
      ],
    });
  });
});

test('a setting counts wherever it stands, and what is no object of stages is told', () => {
  const files = filesOf({ home: { windowHours: 200, stages: ['a'] } });
  const { context } = withoutForeignKeys({ windowHours: 200, stages: ['a'] }, files);
  expect(context).toEqual({ windowHours: 200, stages: ['a'] });
});

test("CDK's own keys are left alone in every file, and nothing is said of them", () => {
  const remembered = {
    'acknowledged-issue-numbers': [12345],
    'cli-telemetry': false,
    'assets-ecr-repository-name': 'assets',
    'availability-zones:account=111122223333:region=sa-east-1': ['sa-east-1a'],
    'vpc-provider:account=111122223333:filter.isDefault=true': {},
    '@aws-cdk/core:bootstrapQualifier': 'hnb659fds',
    'aws:cdk:enable-path-metadata': true,
    'aws-cdk:enableDiffNoFail': true,
  };
  const { context, foreign } = withoutForeignKeys(remembered, filesOf({ remembered }));
  expect(foreign).toEqual([]);
  expect(readConfig(context)).toEqual(readConfig({}));
});

describe('as CDK itself runs the app', () => {
  let project: string;
  let home: string;
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cdk-context-'));
    project = join(folder, 'project');
    home = join(folder, 'home');
    await mkdir(project);
    await mkdir(home);
    const app = `node --import "${import.meta.resolve('tsx')}" "${join(ROOT, 'test', 'support', 'context-app.ts')}"`;
    await writeFile(join(project, 'cdk.json'), JSON.stringify({ app, context: { stage: 'prod' } }));
    await writeFile(join(home, '.cdk.json'), JSON.stringify({ context: { team: 'blue' } }));
  });
  afterAll(() => rm(join(project, '..'), { recursive: true }));

  const cdk = (...args: string[]) =>
    promisify(execFile)(join(ROOT, 'node_modules', '.bin', 'cdk'), [...args, '--no-notices'], {
      cwd: project,
      env: {
        ...process.env,
        HOME: home,
        AWS_EC2_METADATA_DISABLED: 'true',
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        CDK_DISABLE_VERSION_CHECK: '1',
      },
    });

  test('it goes on after cdk acknowledge, leaves out what the home says, and tells of a mistake on the command line', async () => {
    await cdk('acknowledge', '12345');
    const { stderr } = await cdk('synth', '--quiet', '--no-validation', '-c', 'alarmMail=me');
    const { foreign, mistake } = JSON.parse(/^told (.*)$/m.exec(stderr)?.[1] ?? '{}');
    expect(foreign).toEqual([{ key: 'team', file: '~/.cdk.json' }]);
    expect(mistake).toMatch(/^Invalid configuration:\n {2}alarmMail is not a setting; [^\n]+$/);
  }, 120_000);
});
