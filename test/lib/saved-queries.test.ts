import { QUERIES } from '../../lib/saved-queries.ts';
import { RESOURCE_TYPES } from '../../local/cloud/resources/index.ts';
import { template } from '../support/stack.ts';

const saved = Object.values(template({ stage: 'staging' }).findResources('AWS::Logs::QueryDefinition')).map(
  ({ Properties }) => Properties,
);
const textOf = (name: string) =>
  saved.find(({ Name }) => Name === `pilot-status-staging/${name}`)?.QueryString as string;

test('each query is saved in the folder of its stage and reads the logs of all functions', () => {
  expect(saved.map(({ Name }) => Name).sort()).toEqual(
    Object.keys(QUERIES)
      .map((name) => `pilot-status-staging/${name}`)
      .sort(),
  );
  for (const { LogGroupNames } of saved) expect(LogGroupNames).toHaveLength(3);
  const reconciling = template({ reconcileMinutes: 15 }).findResources('AWS::Logs::QueryDefinition');
  for (const { Properties } of Object.values(reconciling)) expect(Properties.LogGroupNames).toHaveLength(4);
});

test('one event is followed by its id, and its reply by the id that the vendor gave', () => {
  expect(textOf('one event through all functions')).toBe(
    'fields @timestamp, @log, message, event, outcome, because, code, reason, error, ms, ageMs\n' +
      '| filter id = "PUT_YOURS_HERE" or sentId = "PUT_YOURS_HERE"\n| sort @timestamp asc\n| limit 1000',
  );
});

test('refusals that share a line are told with the lines', () => {
  expect(textOf('refusals')).toBe(
    'filter message = "refused"\n' +
      '| stats count(*) as lines, sum(omitted) as withoutLine by bin(1h), status, reason\n| sort lines desc',
  );
});

test('the local cloud runs a stack with saved queries', () => {
  expect(RESOURCE_TYPES.has('AWS::Logs::QueryDefinition')).toBe(true);
});
