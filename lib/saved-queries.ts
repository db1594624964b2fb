import { QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { LogStep } from '../lambdas/telemetry/steps.ts';
import type { Pipeline } from './watched.ts';
import { webhookName } from './webhook-name.ts';

/** A person replaces this before running the query. */
const PUT_YOURS_HERE = 'PUT_YOURS_HERE';

/** The condition that a line has one of these steps. */
function isOneOf(...steps: LogStep[]): string {
  const [step, ...others] = steps.map((one) => `"${one}"`);
  return others.length === 0 ? `message = ${step}` : `message in [${[step, ...others].join(', ')}]`;
}

/**
 * The saved queries by name. The vendor knows a sent reply by `sentId`, and its statuses come back under that id; the
 * fields are those of the functions' log lines.
 */
export const QUERIES = {
  'one event through all functions': {
    fields: ['@timestamp', '@log', 'message', 'event', 'outcome', 'because', 'code', 'reason', 'error', 'ms', 'ageMs'],
    filterStatements: [`id = "${PUT_YOURS_HERE}" or sentId = "${PUT_YOURS_HERE}"`],
    sort: '@timestamp asc',
    limit: 1000,
  },
  'one conversation': {
    fields: ['@timestamp', '@log', 'message', 'id', 'event', 'outcome', 'because', 'code', 'reason', 'error'],
    filterStatements: [`conversation like /^${PUT_YOURS_HERE}/`],
    sort: '@timestamp asc',
    limit: 1000,
  },
  'failures by code': {
    filterStatements: [
      isOneOf('failed', 'expired', 'unknown', 'parked', 'waiting', 'retry', 'broken', 'not reconciled'),
    ],
    statsStatements: ['count(*) as times, count_distinct(id) as events by message, code, error, reason'],
    sort: 'times desc',
  },
  'slowest sends': {
    fields: ['@timestamp', 'id', 'conversation', 'ageMs', 'ms', 'key', 'found'],
    filterStatements: [isOneOf('sent')],
    sort: 'ageMs desc',
    limit: 50,
  },
  refusals: {
    filterStatements: [isOneOf('refused')],
    statsStatements: ['count(*) as lines, sum(omitted) as withoutLine by bin(1h), status, reason'],
    sort: 'lines desc',
  },
} satisfies Record<string, ConstructorParameters<typeof QueryString>[0]>;

type SavedQueriesProps = Pick<Pipeline, 'functions' | 'reconciler'>;

/**
 * The queries as CloudWatch Logs Insights offers them, in a folder named after the stack. Saving them costs nothing.
 */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { functions, reconciler }: SavedQueriesProps) {
    super(scope, id);
    const all = [...Object.values(functions), ...(reconciler ? [reconciler] : [])];
    const logGroups = all.map(({ logGroup }) => logGroup);
    for (const [name, query] of Object.entries(QUERIES)) {
      new QueryDefinition(this, name, {
        queryDefinitionName: `${webhookName(this)}/${name}`,
        queryString: new QueryString(query),
        logGroups,
      });
    }
  }
}
