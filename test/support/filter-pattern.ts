type Line = Readonly<Record<string, unknown>>;

const known = new Map<string, (line: Line) => boolean>();

/**
 * Whether a filter pattern of CloudWatch Logs matches a JSON line. It knows what the patterns of this stack are made
 * of, `$.field = "text"` and `$.field != "text"` with `&&`, `||` and brackets, and throws for anything else. A line
 * without the field matches neither.
 *
 * @see the CloudWatch Logs user guide, "Filter pattern syntax"
 */
export function matches(pattern: string, line: Line): boolean {
  const matcher = known.get(pattern) ?? compile(pattern);
  known.set(pattern, matcher);
  return matcher(line);
}

function compile(pattern: string): (line: Line) => boolean {
  const comparisons: [field: string, isEqual: boolean, text: string][] = [];
  const numbered = pattern.replace(/\$\.(\w+) (!?)= "([^"]*)"/g, (_, field: string, not: string, text: string) => {
    comparisons.push([field, not === '', text]);
    return `holds[${comparisons.length - 1}]`;
  });
  const [, expression] = /^\{ ((?:holds\[\d+\]|&&|\|\||[() ])+) \}$/.exec(numbered) ?? [];
  if (expression === undefined) throw new Error(`not a pattern that is known here: ${pattern}`);
  const judge = new Function('holds', `return ${expression}`);
  return (line) =>
    judge(comparisons.map(([field, isEqual, text]) => field in line && (line[field] === text) === isEqual));
}
