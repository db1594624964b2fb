import { z } from 'zod';
import { CloudError } from '../errors.ts';
import type { StackPlace } from '../place.ts';

/**
 * What the local cloud knows about one type of resource. The definitions in this folder are the table of what it can
 * do: a type, or a property at any depth, that stands in neither list below stops the start, so nothing is ever left
 * out in silence. To teach it a property, add it to one of the lists; to teach it a type, define it and add it to
 * `index.ts`.
 */
export interface ResourceType<Properties> {
  /** Such as `AWS::SQS::Queue`. */
  type: string;
  /** The properties that are acted on, with AWS's defaults. */
  honoured: z.ZodType<Properties>;
  /**
   * The properties that are known to make no difference on a laptop → why. A key is a path such as
   * `Code.S3Bucket`; `*` stands for all properties of a type that does nothing here.
   */
  noDifference: Record<string, string>;
  /** What `Ref` and `Fn::GetAtt` give. */
  identify(identity: ResourceIdentity): { ref: string; attributes?: Record<string, string> };
}

/** What a resource can say about itself before its other properties are read. */
export interface ResourceIdentity {
  logicalId: string;
  place: StackPlace;
  /** A property as a text, or `undefined` when the template does not set it. */
  property(name: string): string | undefined;
}

/** A resource of the stack, with all its properties resolved. */
export interface Resource<Properties> {
  logicalId: string;
  ref: string;
  attributes: Record<string, string>;
  properties: Properties;
  /** What the template's author noted on it. */
  metadata: Readonly<Record<string, unknown>>;
}

/** A resource of a type in the table, such as `ResourceOf<typeof queue>`. */
export type ResourceOf<Type> = Type extends ResourceType<infer Properties> ? Resource<Properties> : never;

/** Gives a definition its types. */
export function defineType<Properties>(definition: ResourceType<Properties>): ResourceType<Properties> {
  return definition;
}

/** Removes the properties that make no difference, so that they need not even be understood. */
export function withoutNoDifference(
  properties: Record<string, unknown>,
  { noDifference }: ResourceType<unknown>,
): Record<string, unknown> {
  if (noDifference['*'] !== undefined) return {};
  return Object.keys(noDifference).reduce((rest, path) => withoutPath(rest, path.split('.')), properties);
}

function withoutPath(value: Record<string, unknown>, [name = '', ...deeper]: string[]): Record<string, unknown> {
  const { [name]: found, ...rest } = value;
  if (deeper.length === 0 || typeof found !== 'object' || found === null) return deeper.length === 0 ? rest : value;
  const smaller = withoutPath({ ...found }, deeper);
  return Object.keys(smaller).length === 0 ? rest : { ...rest, [name]: smaller };
}

/**
 * Reads the resolved properties of a resource.
 *
 * @throws CloudError that names the resource, its type and the property that is unknown or wrong
 */
export function readProperties<Properties>(
  type: ResourceType<Properties>,
  logicalId: string,
  properties: Record<string, unknown>,
): Properties {
  const parsed = type.honoured.safeParse(properties);
  if (parsed.success) return parsed.data;
  throw new CloudError(`${logicalId} (${type.type}): ${describe(parsed.error.issues[0])}.`);
}

function describe(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return 'it cannot be read';
  if (issue.code === 'unrecognized_keys') {
    return `the local cloud does not know the property ${[...issue.path, issue.keys[0]].join('.')}`;
  }
  return `the property ${issue.path.join('.')} is not one the local cloud can act on (${issue.message})`;
}

/** CloudFormation takes `true` and `"true"` alike, and `30` and `"30"`. */
export const flag = z.union([z.boolean(), z.stringbool()]);
export const whole = z.coerce.number().int();
/** A text, also where the template writes a number or a boolean. */
export const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

export const TAGS = { Tags: 'Tags label resources for people and bills.' };
