import type { StackPlace } from '../place.ts';
import { formatTime } from './event.ts';
import type { ApiRequest } from './request.ts';
import type { ApiResponse } from './response.ts';

type Variables = Record<string, string | number | undefined>;

/** What happened to a request on its way. */
export interface ServedRequest {
  request: ApiRequest;
  answer: ApiResponse;
  apiId: string;
  stage: string;
  routeKey?: string;
  /** How long the function took, in milliseconds. */
  integrationMs?: number;
  /** How long the whole request took, in milliseconds. */
  ms: number;
  error?: string;
}

/**
 * The variables of an access log, without `$context.`.
 *
 * @see the API Gateway developer guide, "Customize HTTP API access logs"
 */
export function accessLogVariables(place: StackPlace, served: ServedRequest): Variables {
  const { request, answer, apiId, stage, routeKey, integrationMs, ms, error } = served;
  const integrationLatency = integrationMs === undefined ? undefined : Math.round(integrationMs);
  return {
    accountId: place.account,
    apiId,
    domainName: `${apiId}.execute-api.${place.region}.${place.urlSuffix}`,
    domainPrefix: apiId,
    'error.message': error,
    extendedRequestId: request.id,
    httpMethod: request.method,
    'identity.sourceIp': request.sourceIp,
    'identity.userAgent': request.headers['user-agent'],
    'integration.error': error,
    integrationErrorMessage: error,
    'integration.latency': integrationLatency,
    integrationLatency,
    path: request.path,
    protocol: request.protocol,
    requestId: request.id,
    requestTime: formatTime(request.at),
    requestTimeEpoch: request.at,
    responseLatency: Math.round(ms),
    responseLength: answer.body.length,
    routeKey,
    stage,
    status: answer.status,
  };
}

/**
 * Fills the variables of an access log format, such as `$context.status`. A variable that has no value is a hyphen, as
 * in API Gateway's logs.
 */
export function formatAccessLog(format: string, variables: Variables): string {
  return format.replace(/\$context\.([A-Za-z0-9_.]*[A-Za-z0-9_])/g, (_, name: string) =>
    String(variables[name] ?? '-'),
  );
}
