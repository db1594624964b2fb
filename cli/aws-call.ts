import { SQSClient } from '@aws-sdk/client-sqs';
import { SignatureV4 } from '@smithy/signature-v4';
import { parseJson } from '../lambdas/json.ts';
import { isObject, type JsonObject, text } from '../lambdas/pilot-status/events.ts';
import { CommandError } from './errors.ts';
import type { Target } from './target.ts';
import type { Fetch } from './vendor.ts';

/** One request to a service of AWS. */
export interface AwsRequest {
  service: 'lambda' | 'monitoring';
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: object;
}

/** Sends a signed request, and gives the JSON of its answer. @throws CommandError when AWS refuses it */
export type CallAws = (request: AwsRequest) => Promise<JsonObject>;

/** How long one call may take, in ms. */
const TIMEOUT_MS = 10_000;

/**
 * Calls Lambda and CloudWatch, of which the commands need four calls in all: a client for each would be most of what there
 * is to install.
 */
export function awsCaller({ aws, stackId }: Target, env: NodeJS.ProcessEnv, fetch: Fetch): CallAws {
  // Another client knows where the user's credentials are.
  const { credentials, sha256 } = new SQSClient(aws).config;

  return async ({ service, method, path, query = {}, headers = {}, body }) => {
    const url = new URL(path, endpoint(service, { region: aws.region, stackId }, env));
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const signer = new SignatureV4({ service, region: aws.region, credentials, sha256 });
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const signed = await signer.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query,
      headers: { host: url.host, ...(sent && { 'content-type': 'application/json' }), ...headers },
      body: sent,
    });
    const { host: _setByFetch, ...rest } = signed.headers;
    const response = await fetch(url.href, {
      method,
      headers: rest,
      ...(sent && { body: sent }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch(() => {
      throw new CommandError(`AWS cannot be reached at ${url.origin}: try again later`);
    });
    return answerOf(response, service);
  };
}

async function answerOf(response: Response, service: string): Promise<JsonObject> {
  const json = parseJson(await response.text());
  const answer = isObject(json) ? json : {};
  if (response.ok) return answer;
  const said = text(answer.message) ?? text(answer.Message) ?? text(answer.__type) ?? 'it did not say why';
  throw new CommandError(`AWS refused a call of ${service} with ${response.status}: ${said}`);
}

/** As the SDK has it, with the variables that name another place. */
function endpoint(
  service: string,
  { region, stackId }: { region: string; stackId: string },
  env: NodeJS.ProcessEnv,
): string {
  const domain = stackId.startsWith('arn:aws-cn:') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const id = service === 'monitoring' ? 'CLOUDWATCH' : service.toUpperCase();
  return env[`AWS_ENDPOINT_URL_${id}`] ?? env.AWS_ENDPOINT_URL ?? `https://${service}.${region}.${domain}`;
}
