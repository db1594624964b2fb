import { SignatureV4 } from '@smithy/signature-v4';
import { parseJson } from '../../lambdas/json.ts';
import { isObject, text } from '../../lambdas/pilot-status/events.ts';
import { CommandError } from '../errors.ts';

/** A line of a log group. */
export interface LogEvent {
  /** Unique in its log group. */
  eventId: string;
  /** Epoch ms. */
  timestamp: number;
  message: string;
}

interface LogPage {
  events: LogEvent[];
  nextToken?: string;
}

export interface LogQuery {
  logGroupName: string;
  /** Epoch ms. */
  startTime: number;
  /** As CloudWatch Logs has them; absent for every line. */
  filterPattern?: string | undefined;
  nextToken?: string | undefined;
}

/** Gives one page of the lines that fit. @throws CommandError with what AWS says; a ThrottledError when it is asked too often */
export type FilterLogEvents = (query: LogQuery) => Promise<LogPage>;

/** AWS asks to be called less often. */
export class ThrottledError extends CommandError {
  override name = 'ThrottledError';
}

/** With what an AWS client signs its requests: a part of its `config`. */
type Signing = Pick<ConstructorParameters<typeof SignatureV4>[0], 'credentials' | 'region' | 'sha256'>;

interface LogsApi extends Signing {
  /** Where CloudWatch Logs answers, such as `https://logs.sa-east-1.amazonaws.com`. */
  endpoint: string;
}

/** Calls FilterLogEvents, by hand: a client of its own for this one call would be a dependency more. */
export function filterLogEvents({ endpoint, ...signing }: LogsApi, fetch: typeof globalThis.fetch): FilterLogEvents {
  const signer = new SignatureV4({ service: 'logs', ...signing });
  return async (query) => {
    const url = new URL('/', endpoint);
    const body = JSON.stringify(query);
    const { headers } = await signer.sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: '/',
      headers: {
        host: url.host,
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'Logs_20140328.FilterLogEvents',
      },
      body,
    });
    const { host, ...sent } = headers;
    const response = await fetch(url, { method: 'POST', headers: sent, body });
    const answer = parseJson(await response.text());
    if (!response.ok || !isObject(answer)) throw refusal(response.status, answer);
    const nextToken = text(answer.nextToken);
    return { events: (answer.events ?? []) as LogEvent[], ...(nextToken !== undefined && { nextToken }) };
  };
}

/** Where CloudWatch Logs answers in a region. The variables are those of the AWS CLI and the SDKs. */
export function logsEndpoint(region: string, env: NodeJS.ProcessEnv): string {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return env.AWS_ENDPOINT_URL_CLOUDWATCH_LOGS || env.AWS_ENDPOINT_URL || `https://logs.${region}.${domain}`;
}

function refusal(status: number, answer: unknown): CommandError {
  const { __type = '', message } = isObject(answer) ? answer : {};
  const type = String(__type).split('#').at(-1);
  const said = `CloudWatch Logs answered ${[status, type, text(message)].filter(Boolean).join(' ')}`;
  if (type === 'ThrottlingException') return new ThrottledError(`${said}: try again in a minute`);
  if (type === 'ResourceNotFoundException') return new CommandError(`${said}: deploy the stack first`);
  return new CommandError(`${said}: the command needs logs:FilterLogEvents on the log groups of the stack`);
}
