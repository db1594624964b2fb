/**
 * Whether a filter pattern of CloudWatch Logs matches a JSON line. It knows what the patterns of this stack are made of,
 * `$.field = "text"` with `&&`, `||` and brackets, and throws for anything else.
 *
 * @see the CloudWatch Logs user guide, "Filter pattern syntax"
 */
export function matches(pattern: string, line: Record<string, unknown>): boolean {
  const judged = pattern.replace(/\$\.(\w+) = "([^"]*)"/g, (_, field: string, value: string) =>
    String(line[field] === value),
  );
  const [, expression] = /^\{ ((?:true|false|&&|\|\||[() ])+) \}$/.exec(judged) ?? [];
  if (expression === undefined) throw new Error(`not a pattern that is known here: ${pattern}`);
  return new Function(`return ${expression}`)();
}
