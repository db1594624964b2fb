import { isDeepStrictEqual } from 'node:util';
import { CloudError } from '../errors.ts';

/** Whether an event fits the pattern of a rule. */
export type Matches = (event: unknown) => boolean;

type Test = (value: unknown) => boolean;

const OPERATORS: Record<string, (operand: unknown, where: string) => Test> = {
  prefix: (operand) => (value) => typeof value === 'string' && value.startsWith(String(operand)),
  suffix: (operand) => (value) => typeof value === 'string' && value.endsWith(String(operand)),
  'equals-ignore-case': (operand) => (value) => String(value).toLowerCase() === String(operand).toLowerCase(),
  exists: (operand) => (value) => (value !== undefined) === operand,
  'anything-but': (operand) => (value) => value !== undefined && ![operand].flat().includes(value as never),
  numeric: (operand, where) => numeric(operand, where),
};

/**
 * Prepares an event pattern: the values of a field are alternatives, the fields must all fit.
 *
 * @throws CloudError for an operator that is not known here: half a pattern would fit other events than on AWS
 */
export function compilePattern(pattern: unknown, where: string): Matches {
  if (Array.isArray(pattern)) {
    const tests = pattern.map((one) => compileValue(one, where));
    return (value) =>
      tests.some((test) => (Array.isArray(value) ? value.some((element) => test(element)) : test(value)));
  }
  if (typeof pattern !== 'object' || pattern === null) {
    throw new CloudError(`${where}: a field of a pattern is a list of values, or an object.`);
  }
  const fields = Object.entries(pattern).map(([name, inner]) => {
    return [name, compilePattern(inner, `${where}.${name}`)] as const;
  });
  return (value) => fields.every(([name, matches]) => matches(Object(value ?? {})[name]));
}

function compileValue(expected: unknown, where: string): Test {
  if (typeof expected !== 'object' || expected === null) return (value) => isDeepStrictEqual(value, expected);
  const [[operator, operand] = ['', undefined], ...others] = Object.entries(expected);
  const make = OPERATORS[operator];
  if (make === undefined || others.length > 0 || (operator === 'anything-but' && !isPlain(operand))) {
    throw new CloudError(`${where}: the local cloud does not know the operator ${JSON.stringify(expected)}.`);
  }
  return make(operand, where);
}

function isPlain(operand: unknown): boolean {
  return [operand].flat().every((one) => typeof one !== 'object');
}

function numeric(operand: unknown, where: string): Test {
  const parts = Array.isArray(operand) ? operand : [];
  const tests: Test[] = [];
  for (let i = 0; i < parts.length; i += 2) {
    const bound = Number(parts[i + 1]);
    const compare = COMPARISONS[String(parts[i])];
    if (compare === undefined) throw new CloudError(`${where}: numeric knows ${Object.keys(COMPARISONS).join(' ')}.`);
    tests.push((value) => typeof value === 'number' && compare(value, bound));
  }
  return (value) => tests.every((test) => test(value));
}

const COMPARISONS: Record<string, (value: number, bound: number) => boolean> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};
