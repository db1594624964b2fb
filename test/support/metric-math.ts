/** A value of a metric, or that there is none. */
export type Value = number | undefined;

const FUNCTIONS = {
  FILL: (value: number, filling: number) => (Number.isNaN(value) ? filling : value),
  IF: (condition: number | boolean, value: number, otherwise: number) => (condition ? value : otherwise),
};

/**
 * Reads a metric math expression of CloudWatch. It knows arithmetic, comparisons, FILL and IF, and throws for anything
 * else. What needs a value that is missing is missing.
 *
 * @param names of the metrics in it
 * @returns what it comes to for one period, with their values
 * @see the CloudWatch user guide, "Using math expressions with CloudWatch metrics"
 */
export function metricMath(expression: string, names: string[]): (values: Value[]) => Value {
  const words = expression.match(/[A-Za-z_]\w*/g) ?? [];
  const unknown = words.filter((word) => !(word in FUNCTIONS) && !names.includes(word));
  if (unknown.length > 0 || !/^[\w\s.,()<>+*/-]+$/.test(expression)) {
    throw new Error(`not an expression that is known here: ${expression}`);
  }
  const compute = new Function(...Object.keys(FUNCTIONS), ...names, `return ${expression}`);
  return (values) => {
    const result: number = compute(...Object.values(FUNCTIONS), ...values.map((value) => value ?? Number.NaN));
    return Number.isNaN(result) ? undefined : result;
  };
}
