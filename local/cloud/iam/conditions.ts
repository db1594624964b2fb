import { CloudError } from '../errors.ts';
import { arnMatcher, matcher, refuseVariables } from './wildcards.ts';

/** The facts about a request that a policy may ask for: condition key in lower case → value. */
export type RequestContext = Partial<Record<ConditionKey, string>>;

/**
 * The condition keys that the local cloud can answer. A policy that asks for another one is refused at start: a key
 * that AWS knows and we do not would silently turn an Allow or a Deny off.
 */
export const CONDITION_KEYS = [
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalisawsservice',
  'aws:requestedregion',
  'aws:resourceaccount',
  'aws:securetransport',
  'aws:sourceaccount',
  'aws:sourcearn',
  'iam:passedtoservice',
  'kms:viaservice',
] as const;
export type ConditionKey = (typeof CONDITION_KEYS)[number];

/** One operator, key and list of values of a statement; all conditions of a statement must hold. */
export type PolicyCondition = (context: RequestContext) => boolean;

type Compare = (expected: string) => (actual: string) => boolean;

const equals: Compare = (expected) => (actual) => actual === expected;
const equalsIgnoringCase: Compare = (expected) => (actual) => actual.toLowerCase() === expected.toLowerCase();

/** Operator → how one expected value is compared, and whether the operator is the negation of that. */
const OPERATORS: Record<string, { compare: Compare; negated: boolean }> = {
  StringEquals: { compare: equals, negated: false },
  StringNotEquals: { compare: equals, negated: true },
  StringEqualsIgnoreCase: { compare: equalsIgnoringCase, negated: false },
  StringNotEqualsIgnoreCase: { compare: equalsIgnoringCase, negated: true },
  StringLike: { compare: (pattern) => matcher(pattern), negated: false },
  StringNotLike: { compare: (pattern) => matcher(pattern), negated: true },
  Bool: { compare: equalsIgnoringCase, negated: false },
  ArnEquals: { compare: arnMatcher, negated: false },
  ArnLike: { compare: arnMatcher, negated: false },
  ArnNotEquals: { compare: arnMatcher, negated: true },
  ArnNotLike: { compare: arnMatcher, negated: true },
};

/**
 * Compiles a statement's `Condition` element.
 *
 * @param name how the statement is called in an error
 * @throws CloudError for an operator or a key that is not known here
 */
export function compileConditions(element: Record<string, Record<string, unknown>>, name: string): PolicyCondition[] {
  return Object.entries(element).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => compileCondition(operator, key, textsOf(values, name), name)),
  );
}

function compileCondition(operator: string, rawKey: string, expected: string[], name: string): PolicyCondition {
  const key = knownKey(rawKey, name);
  for (const value of expected) refuseVariables(value, name);
  if (operator === 'Null') return (context) => expected.includes(String(context[key] === undefined));

  const ifExists = operator.endsWith('IfExists');
  const known = OPERATORS[ifExists ? operator.slice(0, -'IfExists'.length) : operator];
  if (known === undefined)
    throw new CloudError(`${name} uses the condition operator ${operator}, which the local cloud does not know.`);

  const tests = expected.map(known.compare);
  // A missing key fails a positive operator and satisfies a negated one, or any with IfExists.
  const whenMissing = ifExists || known.negated;
  return (context) => {
    const actual = context[key];
    return actual === undefined ? whenMissing : tests.some((matches) => matches(actual)) !== known.negated;
  };
}

function knownKey(raw: string, name: string): ConditionKey {
  const key = CONDITION_KEYS.find((known) => known === raw.toLowerCase());
  if (key === undefined)
    throw new CloudError(`${name} asks for the condition key ${raw}, which the local cloud cannot answer.`);
  return key;
}

function textsOf(values: unknown, name: string): string[] {
  return [values].flat().map((value) => {
    if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return String(value);
    throw new CloudError(`${name} has a condition value that is not a text: ${JSON.stringify(value)}.`);
  });
}
