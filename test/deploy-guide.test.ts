import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const guide = readFileSync(join(ROOT, 'docs', 'deploy.md'), 'utf8');
const workflow = readFileSync(join(ROOT, 'examples', 'github-actions-deploy.yml'), 'utf8');
const ci = readFileSync(join(ROOT, '.github', 'workflows', 'ci.yml'), 'utf8');

const usesIn = (text: string) => [...text.matchAll(/uses: (\S+ # v\S+)$/gm)].map(([, action]) => action as string);
const [diff, deploy] = workflow.split(/^ {2}(?=deploy:)/m) as [string, string];

test('the workflow uses actions by their full commit, and those of our own CI as it does', () => {
  const actions = usesIn(workflow);
  expect(actions).toHaveLength((workflow.match(/uses:/g) ?? []).length);
  for (const action of actions) expect(action).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  expect(actions).toEqual(expect.arrayContaining(usesIn(ci)));
});

test('the workflow has no key of AWS, and only its jobs get a token to ask for a role', () => {
  expect(workflow).not.toMatch(/secrets\.|access-key|pull_request_target/);
  expect(workflow.split(/^jobs:/m)[0]).toMatch(/^permissions:\n {2}contents: read\n(?! )/m);
  expect(workflow.match(/id-token: write/g)).toHaveLength(2);
});

test('a pull request is compared and never deployed; what is on main is deployed, after its tests', () => {
  expect(diff).toContain("github.event_name == 'pull_request'");
  expect(diff).toContain('vars.DIFF_ROLE_ARN');
  expect(diff).not.toMatch(/cdk deploy|DEPLOY_ROLE/);
  expect(workflow).toContain('branches: [main]');
  expect(deploy).toContain("if: github.event_name == 'push'");
  expect(deploy.indexOf('npm test')).toBeLessThan(deploy.indexOf('cdk deploy'));
});

test('the trust policy of the guide lets in the environment of the job that deploys', () => {
  const [policy] = [...guide.matchAll(/```json\n( {3}\{[\s\S]*?)```/g)].map(([, json]) => JSON.parse(json ?? ''));
  const [statement] = policy.Statement;
  const environment = /^ {4}environment: (\w+)$/m.exec(deploy)?.[1];
  expect(statement.Action).toBe('sts:AssumeRoleWithWebIdentity');
  expect(statement.Condition.StringEquals).toEqual({
    'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
    'token.actions.githubusercontent.com:sub': `repo:OWNER/REPO:environment:${environment}`,
  });
});

test('the policies of the guide are JSON, and allow nothing but taking on roles of the bootstrap', () => {
  const policies = [...guide.matchAll(/--policy-document '([^']+)'/g)].map(([, json]) => JSON.parse(json ?? ''));
  expect(policies).toHaveLength(2);
  for (const { Action, Resource } of policies.flatMap(({ Statement }) => Statement)) {
    expect(Action).toBe('sts:AssumeRole');
    for (const role of [Resource].flat()) expect(role).toMatch(/^arn:aws:iam::111122223333:role\/cdk-hnb659fds-/);
  }
});

test('every variable that the workflow reads is named in the guide', () => {
  const variables = [...workflow.matchAll(/vars\.(\w+)/g)].map(([, name]) => name as string);
  for (const name of variables) expect(guide).toContain(`\`${name}\``);
});
