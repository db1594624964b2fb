import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { StackPlace } from '../place.ts';
import type { ApiRequest } from './request.ts';

interface EventOptions {
  request: ApiRequest;
  apiId: string;
  stage: string;
  routeKey: string;
  pathParameters: Record<string, string>;
  place: StackPlace;
}

/**
 * The event of a Lambda integration, payload format 2.0.
 *
 * @see the API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs". What the guide leaves
 *   open was observed on AWS by others: `rawPath` is decoded, and only `text/*` and JSON, XML and JavaScript arrive as
 *   text.
 */
export function toEvent({
  request,
  apiId,
  stage,
  routeKey,
  pathParameters,
  place,
}: EventOptions): APIGatewayProxyEventV2 {
  const { cookie, ...headers } = request.headers;
  const queryStringParameters = joinedParameters(request.query);
  const isText = isTextual(headers['content-type']);
  const hasBody = request.body.length > 0;
  return {
    version: '2.0',
    routeKey,
    rawPath: request.path,
    rawQueryString: request.query,
    ...(cookie !== undefined && { cookies: cookie.split(';').map((one) => one.trim()) }),
    headers,
    ...(Object.keys(queryStringParameters).length > 0 && { queryStringParameters }),
    requestContext: {
      accountId: place.account,
      apiId,
      domainName: `${apiId}.execute-api.${place.region}.${place.urlSuffix}`,
      domainPrefix: apiId,
      http: {
        method: request.method,
        path: request.path,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: request.id,
      routeKey,
      stage,
      time: formatTime(request.at),
      timeEpoch: request.at,
    },
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    ...(hasBody && { body: request.body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: hasBody && !isText,
  };
}

/** Whether a body of this content type arrives as text; anything else, and a body without a type, arrives in base64. */
export function isTextual(contentType = ''): boolean {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  return type.startsWith('text/') || ['application/json', 'application/xml', 'application/javascript'].includes(type);
}

/** Such as `24/Feb/2026:10:30:00 +0000`, the time in API Gateway's events and access logs. */
export function formatTime(at: number): string {
  const [, day, month, year, time] = new Date(at).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

function joinedParameters(query: string): Record<string, string> {
  const parameters = new URLSearchParams(query);
  return Object.fromEntries([...parameters.keys()].map((name) => [name, parameters.getAll(name).join(',')]));
}
