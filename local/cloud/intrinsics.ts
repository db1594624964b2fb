import { CloudError } from './errors.ts';

/** What an expression may refer to. Each function throws a CloudError for a name that does not exist. */
export interface Names {
  /** The value of a `Ref`: a parameter, a pseudo parameter or a resource. `undefined` is `AWS::NoValue`. */
  ref(name: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean;
  mapping(map: string, key: string, field: string): unknown;
}

/** Resolves the intrinsic functions in a value of the template. `where` names the value in an error. */
export type ResolveIntrinsics = (value: unknown, where: string) => unknown;

type Intrinsic = (argument: unknown, where: string) => unknown;

/**
 * Makes a resolver of CloudFormation's intrinsic functions.
 *
 * @throws CloudError (from the resolver) for a function that is not known here, or a dynamic reference
 * @see the CloudFormation template reference, "Intrinsic functions"
 */
export function createResolver(names: Names): ResolveIntrinsics {
  const intrinsics: Record<string, Intrinsic> = {
    Ref: (argument, where) => names.ref(text(argument, where)),
    'Fn::GetAtt': (argument, where) => names.attribute(...attributePath(argument, where)),
    'Fn::Join': (argument, where) => {
      const [separator, parts] = pair(argument, where);
      return list(resolve(parts, where), where).join(text(separator, where));
    },
    'Fn::Split': (argument, where) => {
      const [separator, joined] = pair(argument, where);
      return text(resolve(joined, where), where).split(text(separator, where));
    },
    'Fn::Select': (argument, where) => {
      const [index, choices] = pair(argument, where);
      const chosen = list(resolve(choices, where), where)[Number(resolve(index, where))];
      if (chosen === undefined) throw new CloudError(`${where}: Fn::Select asks for an element that does not exist.`);
      return chosen;
    },
    'Fn::Sub': (argument, where) => {
      const [template, variables] = Array.isArray(argument) ? pair(argument, where) : [argument, {}];
      return substitute(text(template, where), record(variables, where), where);
    },
    'Fn::FindInMap': (argument, where) => {
      const [map, key, field] = list(resolve(argument, where), where).map((part) => text(part, where));
      return names.mapping(map ?? '', key ?? '', field ?? '');
    },
    'Fn::If': (argument, where) => {
      const [condition, whenTrue, whenFalse] = list(argument, where);
      return resolve(names.condition(text(condition, where)) ? whenTrue : whenFalse, where);
    },
    'Fn::Equals': (argument, where) => {
      const [one, other] = pair(resolve(argument, where), where);
      return String(one) === String(other);
    },
    'Fn::And': (argument, where) => list(resolve(argument, where), where).every((part) => part === true),
    'Fn::Or': (argument, where) => list(resolve(argument, where), where).includes(true),
    'Fn::Not': (argument, where) => list(resolve(argument, where), where)[0] !== true,
    Condition: (argument, where) => names.condition(text(argument, where)),
  };

  function resolve(value: unknown, where: string): unknown {
    if (typeof value === 'string') return refuseDynamicReference(value, where);
    if (Array.isArray(value)) return value.map((item) => resolve(item, where)).filter((item) => item !== undefined);
    if (typeof value !== 'object' || value === null) return value;
    return resolveObject(value, where);
  }

  function resolveObject(value: object, where: string): unknown {
    const entries = Object.entries(value);
    const [name, argument] = entries[0] ?? ['', undefined];
    const intrinsic = entries.length === 1 && isIntrinsic(name, argument) ? intrinsics[name] : undefined;
    if (intrinsic !== undefined) return intrinsic(argument, where);
    if (name.startsWith('Fn::'))
      throw new CloudError(`${where}: the function ${name} is not known to the local cloud.`);
    const resolved = entries.map(([key, item]) => [key, resolve(item, `${where}.${key}`)] as const);
    return Object.fromEntries(resolved.filter(([, item]) => item !== undefined));
  }

  function substitute(template: string, variables: Record<string, unknown>, where: string): string {
    return template.replace(/\$\{([^}]*)\}/g, (whole, name: string) => {
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (Object.hasOwn(variables, name)) return text(resolve(variables[name], where), where);
      const value = name.includes('.') ? names.attribute(...attributePath(name, where)) : names.ref(name);
      return value === undefined ? whole : String(value);
    });
  }

  return resolve;
}

/** `Condition` is an intrinsic only where it names one: a policy statement has an object of that name. */
function isIntrinsic(name: string, argument: unknown): boolean {
  return name !== 'Condition' || typeof argument === 'string';
}

function attributePath(argument: unknown, where: string): [logicalId: string, attribute: string] {
  const [logicalId, ...attribute] = typeof argument === 'string' ? argument.split('.') : list(argument, where);
  return [text(logicalId, where), attribute.map((part) => text(part, where)).join('.')];
}

function refuseDynamicReference(value: string, where: string): string {
  if (!value.includes('{{resolve:')) return value;
  throw new CloudError(`${where}: dynamic references such as ${value} are not known to the local cloud.`);
}

function text(value: unknown, where: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new CloudError(`${where}: expected a text, got ${JSON.stringify(value)}.`);
}

function list(value: unknown, where: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw new CloudError(`${where}: expected a list, got ${JSON.stringify(value)}.`);
}

function pair(value: unknown, where: string): [unknown, unknown] {
  const [one, other, ...rest] = list(value, where);
  if (rest.length > 0) throw new CloudError(`${where}: expected a list of two, got ${JSON.stringify(value)}.`);
  return [one, other];
}

function record(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new CloudError(`${where}: expected an object, got ${JSON.stringify(value)}.`);
}
