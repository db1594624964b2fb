import { z } from 'zod';
import { CloudError } from '../errors.ts';
import { compileConditions, type PolicyCondition } from './conditions.ts';
import { matcher, refuseVariables } from './wildcards.ts';

const strings = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

const principal = z.union([
  z.literal('*'),
  z.strictObject({
    AWS: strings.optional(),
    Service: strings.optional(),
    Federated: strings.optional(),
    CanonicalUser: strings.optional(),
  }),
]);

const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: strings.optional(),
  NotAction: strings.optional(),
  Resource: strings.optional(),
  NotResource: strings.optional(),
  Principal: principal.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});

const document = z.strictObject({
  Version: z.enum(['2012-10-17', '2008-10-17']).optional(),
  Id: z.string().optional(),
  Statement: z.union([z.array(statement), statement.transform((one) => [one])]),
});

type RawStatement = z.infer<typeof statement>;

/**
 * Where a policy is attached: to a role (it names no principal), to a resource (it names one), or to a role as its
 * trust policy (it names a principal and no resource).
 */
export type PolicyKind = 'identity' | 'resource' | 'trust';

/** A statement whose patterns and conditions are ready to be matched. */
export interface Statement {
  effect: 'Allow' | 'Deny';
  matchesAction: (action: string) => boolean;
  matchesResource: (resource: string) => boolean;
  /** Missing in an identity policy, which speaks for the role that it is attached to. */
  principal?: Principal;
  conditions: PolicyCondition[];
}

export type Principal = '*' | { aws: string[]; services: string[] };

/**
 * Prepares a policy document for evaluation.
 *
 * @param name how the policy is called in an error, such as `AWS::IAM::Policy DefaultPolicy`
 * @throws CloudError for an element, an operator, a condition key or a policy variable that this evaluator does not
 *   know: a policy that was half understood would allow or deny something else than AWS does
 */
export function compilePolicy(policy: unknown, kind: PolicyKind, name: string): Statement[] {
  const parsed = document.safeParse(policy);
  if (!parsed.success)
    throw new CloudError(`${name} is not a policy the local cloud can read: ${firstIssue(parsed.error)}.`);
  return parsed.data.Statement.map((raw, index) => compileStatement(raw, kind, `${name}, statement ${index + 1}`));
}

function compileStatement(raw: RawStatement, kind: PolicyKind, name: string): Statement {
  requireOneOf(raw, 'Action', 'NotAction', name);
  if (kind !== 'trust') requireOneOf(raw, 'Resource', 'NotResource', name);
  if ((kind === 'identity') === (raw.Principal !== undefined)) {
    throw new CloudError(`${name} must ${kind === 'identity' ? 'not ' : ''}name a Principal.`);
  }
  for (const text of [...(raw.Resource ?? []), ...(raw.NotResource ?? [])]) refuseVariables(text, name);
  const action = raw.Action ?? raw.NotAction ?? [];
  const resource = raw.Resource ?? raw.NotResource ?? ['*'];
  return {
    effect: raw.Effect,
    matchesAction: matching(action, raw.NotAction !== undefined, { ignoreCase: true }),
    matchesResource: matching(resource, raw.NotResource !== undefined),
    ...(raw.Principal !== undefined && { principal: compilePrincipal(raw.Principal) }),
    conditions: compileConditions(raw.Condition ?? {}, name),
  };
}

function compilePrincipal(raw: NonNullable<RawStatement['Principal']>): Principal {
  if (raw === '*' || raw.AWS?.includes('*')) return '*';
  return { aws: raw.AWS ?? [], services: raw.Service ?? [] };
}

function matching(patterns: string[], negated: boolean, options?: { ignoreCase: boolean }): (text: string) => boolean {
  const matchers = patterns.map((pattern) => matcher(pattern, options));
  return (text) => matchers.some((matches) => matches(text)) !== negated;
}

function requireOneOf(raw: RawStatement, one: keyof RawStatement, other: keyof RawStatement, name: string): void {
  if ((raw[one] === undefined) === (raw[other] === undefined)) {
    throw new CloudError(`${name} must have either ${one} or ${other}.`);
  }
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? 'unknown reason' : `${issue.path.join('.') || 'document'}: ${issue.message}`;
}
