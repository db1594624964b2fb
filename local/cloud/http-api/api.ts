import { CloudError } from '../errors.ts';
import { readFunctionArns } from '../functions/function-arns.ts';
import { arn, type StackPlace } from '../place.ts';
import { api, integration, route, stage } from '../resources/api-gateway.ts';
import type { Stack } from '../template.ts';
import { parseRouteKey, type RouteKey } from './routes.ts';

/** The HTTP API of the stack. */
export interface HttpApi {
  id: string;
  routes: ApiRoute[];
  stages: ApiStage[];
}

export interface ApiRoute extends RouteKey {
  /** Of the function, or of a version or an alias of it. */
  functionArn: string;
  /** How long the function may take before the API gives up on it. */
  timeoutMs: number;
}

export interface ApiStage {
  /** `$default` is served at the root, any other name at `/name`. */
  name: string;
  accessLogFormat?: string;
  /** The throttling of a route, by its key; undefined for a route without one. */
  throttlingOf(routeKey: string): Throttling | undefined;
}

/** Requests a second, and how many may come at once. */
export interface Throttling {
  rate: number;
  burst: number;
}

/** The quota of an account, for the half of a throttling that is not set. */
const ACCOUNT: Throttling = { rate: 10_000, burst: 5_000 };

/**
 * Reads the HTTP API of a stack.
 *
 * @param served what the logical id of the API begins with, where the stack has several
 * @returns an API without routes when the stack has none
 * @throws CloudError when several fit, or a route leads to nothing
 */
export function readHttpApi(stack: Stack, served = ''): HttpApi {
  const [found, another] = stack.all(api).filter(({ logicalId }) => logicalId.startsWith(served));
  if (found === undefined) return { id: '', routes: [], stages: [] };
  if (another !== undefined) {
    throw new CloudError(
      `The local cloud serves one HTTP API, and the stack has ${found.logicalId} and ${another.logicalId}: ` +
        'choose a webhook with --webhook.',
    );
  }
  const ofApi = <Part extends { properties: { ApiId: string } }>(parts: Part[]): Part[] =>
    parts.filter(({ properties }) => properties.ApiId === found.ref);
  const functions = readFunctionArns(stack);
  const integrations = new Map(
    stack.all(integration).map(({ ref, properties }) => [`integrations/${ref}`, properties]),
  );
  return {
    id: found.ref,
    routes: ofApi(stack.all(route)).map(({ logicalId, properties }) => {
      const target = integrations.get(properties.Target);
      if (target === undefined)
        throw new CloudError(`${logicalId}: its target ${properties.Target} is not in the stack.`);
      const functionArn = functionIn(target.IntegrationUri);
      if (!functions.has(functionArn))
        throw new CloudError(`${logicalId}: its function ${functionArn} is not in the stack.`);
      return { ...parseRouteKey(properties.RouteKey), functionArn, timeoutMs: target.TimeoutInMillis };
    }),
    stages: ofApi(stack.all(stage)).map(({ properties }) => ({
      name: properties.StageName,
      ...(properties.AccessLogSettings && { accessLogFormat: properties.AccessLogSettings.Format }),
      throttlingOf(routeKey) {
        const settings = { ...properties.DefaultRouteSettings, ...properties.RouteSettings[routeKey] };
        const { ThrottlingRateLimit, ThrottlingBurstLimit } = settings;
        if (ThrottlingRateLimit === undefined && ThrottlingBurstLimit === undefined) return undefined;
        return { rate: ThrottlingRateLimit ?? ACCOUNT.rate, burst: ThrottlingBurstLimit ?? ACCOUNT.burst };
      },
    })),
  };
}

/** An integration names a function by its ARN, alone or inside the ARN of Lambda's invoke API. */
function functionIn(uri: string): string {
  return /functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? uri;
}

/** The ARN by which API Gateway asks for leave to invoke a function for a route. */
export function sourceArn(
  place: StackPlace,
  apiId: string,
  stageName: string,
  method: string,
  { key }: RouteKey,
): string {
  const path = key === '$default' ? '$default' : `${method}${key.slice(key.indexOf(' ') + 1)}`;
  return arn(place, 'execute-api', `${apiId}/${stageName}/${path}`);
}
