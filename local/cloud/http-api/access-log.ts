/**
 * Fills the variables of an access log format, such as `$context.status`. A variable that has no value is a hyphen, as in
 * API Gateway's logs.
 *
 * @param values the variables without `$context.`
 */
export function formatAccessLog(format: string, values: Record<string, string | number | undefined>): string {
  return format.replace(/\$context\.([A-Za-z0-9_.]*[A-Za-z0-9_])/g, (_, name: string) => String(values[name] ?? '-'));
}
