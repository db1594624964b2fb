/** One segment of a route's path: a text, `{name}`, or `{name+}` for all that is left. */
type Segment = { literal: string } | { parameter: string; greedy: boolean };

/** A route key such as `POST /hooks/{token}`, taken apart. */
export interface RouteKey {
  key: string;
  /** Missing for `ANY` and `$default`. */
  method?: string;
  /** Missing for `$default`. */
  segments?: Segment[];
}

export interface RouteMatch<Route> {
  route: Route;
  parameters: Record<string, string>;
}

/** Takes a route key apart. */
export function parseRouteKey(key: string): RouteKey {
  if (key === '$default') return { key };
  const [method = '', path = ''] = key.split(' ');
  return { key, ...(method !== 'ANY' && { method }), segments: splitPath(path).map(parseSegment) };
}

/**
 * Chooses the most specific route for a request: segment by segment a literal text goes before `{name}`, and that
 * before `{name+}`; then the method itself goes before `ANY`; `$default` takes what nobody else does.
 *
 * @param path decoded, without the stage
 * @see the API Gateway developer guide, "Create routes for HTTP APIs"
 */
export function matchRoute<Route extends RouteKey>(
  routes: Route[],
  method: string,
  path: string,
): RouteMatch<Route> | undefined {
  const asked = splitPath(path);
  return routes
    .filter((route) => route.method === undefined || route.method === method)
    .map((route) => ({ route, parameters: matchSegments(route.segments, asked) }))
    .filter((match): match is RouteMatch<Route> => match.parameters !== undefined)
    .sort((one, other) => compareSpecificity(one.route, other.route))[0];
}

function parseSegment(text: string): Segment {
  const [, parameter, plus] = /^\{(.+?)(\+?)\}$/.exec(text) ?? [];
  return parameter === undefined ? { literal: text } : { parameter, greedy: plus === '+' };
}

function matchSegments(segments: Segment[] | undefined, asked: string[]): Record<string, string> | undefined {
  if (segments === undefined) return {};
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    if ('literal' in segment) {
      if (segment.literal !== asked[index]) return undefined;
      continue;
    }
    const value = segment.greedy ? asked.slice(index).join('/') : asked[index];
    if (value === undefined || value === '') return undefined;
    parameters[segment.parameter] = value;
    if (segment.greedy) return parameters;
  }
  return segments.length === asked.length ? parameters : undefined;
}

function compareSpecificity(one: RouteKey, other: RouteKey): number {
  const ranks = [ranksOf(one), ranksOf(other)] as const;
  const length = Math.max(ranks[0].length, ranks[1].length);
  for (let index = 0; index < length; index += 1) {
    const difference = (ranks[1][index] ?? 0) - (ranks[0][index] ?? 0);
    if (difference !== 0) return difference;
  }
  return Number(one.method === undefined) - Number(other.method === undefined);
}

/** A number for each segment: the higher, the more specific. */
function ranksOf({ segments = [] }: RouteKey): number[] {
  return segments.map((segment) => ('literal' in segment ? 3 : segment.greedy ? 1 : 2));
}

function splitPath(path: string): string[] {
  return path.split('/').slice(1);
}
