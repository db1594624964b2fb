/** How Node.js prints what it warns of on standard error. A quote ends it, as where a step has it in JSON. */
const WARNING = /\(node:\d+\) (?:\[\w+\] )?\w*Warning: [^\n"\\]*/g;

/**
 * What Node.js warned of, such as a listener too many or a call that is deprecated.
 *
 * @param printed the output of a process, or the steps of a local cloud, in which what functions print is quoted
 */
export function processWarnings(printed: string): string[] {
  return printed.match(WARNING) ?? [];
}
