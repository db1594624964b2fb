import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { type AwsBackend, type AwsReply, CONTENT_TYPES, type Json, type Service, TARGET_PREFIXES } from './replies.ts';

interface HttpBackendOptions {
  service: Service;
  /** Such as `http://127.0.0.1:8000`. */
  endpoint: string;
  region: string;
}

/**
 * Passes calls on to an implementation of the service that listens on HTTP.
 *
 * The calls are signed in form only, with made-up keys: DynamoDB Local, dynalite, ElasticMQ and moto want the header to
 * be there and read the region from it, and none of them verifies it.
 */
export function createHttpBackend({ service, endpoint, region }: HttpBackendOptions): AwsBackend & { close(): void } {
  const agent = new Agent({ keepAlive: true });

  const call: AwsBackend = (operation, input, signal) => {
    const body = JSON.stringify(input);
    const credential = `local/20200101/${region}/${service}/aws4_request`;
    const headers = {
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`,
      'content-type': CONTENT_TYPES[service],
      'content-length': Buffer.byteLength(body),
      'x-amz-date': '20200101T000000Z',
      'x-amz-target': `${TARGET_PREFIXES[service]}.${operation}`,
    };
    return new Promise<AwsReply>((resolve, reject) => {
      request(endpoint, { method: 'POST', agent, headers, ...(signal && { signal }) })
        .on('error', reject)
        .on('response', (response) => {
          text(response)
            .then((reply) =>
              resolve({ status: response.statusCode ?? 500, body: parse(reply), ...queryError(response.headers) }),
            )
            .catch(reject);
        })
        .end(body);
    });
  };
  return Object.assign(call, { close: () => agent.destroy() });
}

function parse(reply: string): Json {
  return reply === '' ? {} : JSON.parse(reply);
}

/** SQS says in this header how an error used to be called. */
function queryError(headers: NodeJS.Dict<string | string[]>): { headers?: Record<string, string> } {
  const name = headers['x-amzn-query-error'];
  return typeof name === 'string' ? { headers: { 'x-amzn-query-error': name } } : {};
}
