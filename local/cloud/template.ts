import { z } from 'zod';
import { CloudError } from './errors.ts';
import { createResolver, type Names } from './intrinsics.ts';
import type { StackPlace } from './place.ts';
import { RESOURCE_TYPES } from './resources/index.ts';
import { type Resource, type ResourceType, readProperties, withoutNoDifference } from './resources/resource-type.ts';

const record = z.record(z.string(), z.unknown());

/** The sections of a template; one that is not named here, such as `Transform`, stops the start. */
const templateShape = z.strictObject({
  AWSTemplateFormatVersion: z.string().optional(),
  Description: z.string().optional(),
  Metadata: z.unknown().optional(),
  /** Assertions over parameters, such as the CDK's on its bootstrap version: they are for a deployment. */
  Rules: z.unknown().optional(),
  Parameters: z.record(z.string(), z.looseObject({ Default: z.unknown().optional() })).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), record)).default({}),
  Conditions: record.default({}),
  Outputs: z.record(z.string(), z.looseObject({ Value: z.unknown(), Condition: z.string().optional() })).default({}),
  Resources: z.record(
    z.string(),
    z.strictObject({
      Type: z.string(),
      Properties: record.default({}),
      Condition: z.string().optional(),
      /** Everything is made in an order that works for every template. */
      DependsOn: z.unknown().optional(),
      /** What happens to the resource when the stack is changed or deleted. */
      DeletionPolicy: z.unknown().optional(),
      UpdateReplacePolicy: z.unknown().optional(),
      /** How a deployment changes the resource, such as by CodeDeploy. */
      UpdatePolicy: z.unknown().optional(),
      Metadata: record.default({}),
    }),
  ),
});
type Template = z.infer<typeof templateShape>;
type RawResource = Template['Resources'][string];

/** A stack whose every expression is resolved. */
export interface Stack {
  /** The resources of one type, in the order of the template. */
  all<Properties>(type: ResourceType<Properties>): Resource<Properties>[];
  outputs: Record<string, string>;
}

/**
 * Reads a CloudFormation template.
 *
 * @throws CloudError for anything that the local cloud does not know: a section, a resource type, a property, an
 *   intrinsic function; or that is wrong: a reference to nothing, a circle of references
 */
export function readTemplate(source: unknown, place: StackPlace): Stack {
  const template = parse(source);
  const names = namesOf(template, place);
  const resolve = createResolver(names);
  const resources = Object.entries(template.Resources)
    .filter(([, raw]) => raw.Condition === undefined || names.condition(raw.Condition))
    .map(([logicalId, raw]) => {
      const type = typeOf(logicalId, raw);
      const relevant = withoutNoDifference(raw.Properties, type);
      const resolved = resolve(relevant, `${logicalId} (${raw.Type})`);
      const properties = readProperties(type, logicalId, record.parse(resolved));
      return { type, resource: { ...names.identify(logicalId), logicalId, properties, metadata: raw.Metadata } };
    });
  const outputs = Object.entries(template.Outputs)
    .filter(([, output]) => output.Condition === undefined || names.condition(output.Condition))
    .map(([name, output]) => [name, String(resolve(output.Value, `Output ${name}`))] as const);

  return {
    all: <Properties>(wanted: ResourceType<Properties>) =>
      resources.filter(({ type }) => type.type === wanted.type).map(({ resource }) => resource as Resource<Properties>),
    outputs: Object.fromEntries(outputs),
  };
}

interface StackNames extends Names {
  identify(logicalId: string): { ref: string; attributes: Record<string, string> };
}

/** Looks names up in the template; a resource is identified when it is first asked for, and only once. */
function namesOf(template: Template, place: StackPlace): StackNames {
  const resolve = createResolver({ ref, attribute, condition, mapping });
  const identified = new Map<string, ReturnType<StackNames['identify']>>();
  const underWay = new Set<string>();
  const pseudoParameters: Record<string, unknown> = {
    'AWS::AccountId': place.account,
    'AWS::NoValue': undefined,
    'AWS::Partition': place.partition,
    'AWS::Region': place.region,
    'AWS::StackId': place.stackId,
    'AWS::StackName': place.stackName,
    'AWS::URLSuffix': place.urlSuffix,
  };

  function once<Value>(key: string, work: () => Value): Value {
    if (underWay.has(key)) throw new CloudError(`${key} refers to itself in a circle.`);
    underWay.add(key);
    try {
      return work();
    } finally {
      underWay.delete(key);
    }
  }

  function identify(logicalId: string): ReturnType<StackNames['identify']> {
    const known = identified.get(logicalId);
    if (known !== undefined) return known;
    const raw = template.Resources[logicalId];
    if (raw === undefined) throw new CloudError(`The template refers to ${logicalId}, which it does not define.`);
    const property = (name: string) => {
      const value = resolve(raw.Properties[name], `${logicalId} (${raw.Type}).${name}`);
      return value === undefined ? undefined : String(value);
    };
    const identity = once(logicalId, () => typeOf(logicalId, raw).identify({ logicalId, place, property }));
    const complete = { attributes: {}, ...identity };
    identified.set(logicalId, complete);
    return complete;
  }

  function ref(name: string): unknown {
    if (Object.hasOwn(pseudoParameters, name)) return pseudoParameters[name];
    const parameter = template.Parameters[name];
    if (parameter === undefined) return identify(name).ref;
    if (parameter.Default === undefined) throw new CloudError(`The parameter ${name} of the template has no default.`);
    return parameter.Default;
  }

  function attribute(logicalId: string, name: string): string {
    const value = identify(logicalId).attributes[name];
    if (value !== undefined) return value;
    const type = template.Resources[logicalId]?.Type;
    throw new CloudError(`${logicalId} (${type}): the local cloud does not know the attribute ${name}.`);
  }

  function condition(name: string): boolean {
    if (!Object.hasOwn(template.Conditions, name)) throw new CloudError(`The template has no condition ${name}.`);
    const key = `The condition ${name}`;
    return once(key, () => resolve(template.Conditions[name], key)) === true;
  }

  function mapping(map: string, key: string, field: string): unknown {
    const value = template.Mappings[map]?.[key]?.[field];
    if (value === undefined) throw new CloudError(`The template has no mapping ${map}.${key}.${field}.`);
    return value;
  }

  return { ref, attribute, condition, mapping, identify };
}

function parse(source: unknown): Template {
  const parsed = templateShape.safeParse(source);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') || 'The template';
  const what = issue?.code === 'unrecognized_keys' ? `the local cloud does not know ${issue.keys[0]}` : issue?.message;
  throw new CloudError(`${where}: ${what}.`);
}

function typeOf(logicalId: string, raw: RawResource): ResourceType<unknown> {
  const type = RESOURCE_TYPES.get(raw.Type);
  if (type === undefined) throw new CloudError(`${logicalId}: the local cloud does not know the type ${raw.Type}.`);
  return type;
}
