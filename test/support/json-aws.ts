import type { IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Target } from '../../cli/stack/target.ts';
import { httpServer } from './http-server.ts';
import { testTarget } from './target.ts';

interface AwsRequest {
  method: string | undefined;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}

interface JsonAws {
  url: string;
  requests: AwsRequest[];
  stop(): Promise<void>;
}

/** A service of AWS that speaks JSON, answers by what is asked, and keeps the requests. */
export async function awsOf(answerTo: (request: AwsRequest) => object, status = 200): Promise<JsonAws> {
  const requests: AwsRequest[] = [];
  const server = await httpServer(async (request, response) => {
    const { method, headers } = request;
    const body = JSON.parse((await text(request)) || '{}');
    const asked = { method, headers, body, url: new URL(request.url ?? '/', 'http://aws') };
    requests.push(asked);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answerTo(asked)));
  });
  return { url: server.url, requests, stop: server.stop };
}

/** A stack `prod` whose clients call this service. */
export function targetIn({ url }: Pick<JsonAws, 'url'>): Target {
  return {
    ...testTarget(),
    name: 'pilot-status-prod in sa-east-1',
    stackId: 'arn:aws:cloudformation:sa-east-1:123456789012:stack/pilot-status-prod/uuid',
    outputs: {
      EventsQueueUrl: 'https://sqs.sa-east-1.amazonaws.com/123456789012/events.fifo',
      RepliesQueueUrl: 'https://sqs.sa-east-1.amazonaws.com/123456789012/replies.fifo',
    },
    aws: { region: 'sa-east-1', endpoint: url, credentials: { accessKeyId: 'AKIA', secretAccessKey: 's' } },
  };
}
