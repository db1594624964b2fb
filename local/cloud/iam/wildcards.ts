// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation and IAM write their variables this way
import { CloudError } from '../errors.ts';

/**
 * Compiles an IAM pattern, in which `*` stands for any text and `?` for any one character.
 *
 * @see the IAM user guide, "IAM JSON policy elements: Resource" and "Action"
 */
export function matcher(pattern: string, { ignoreCase = false } = {}): (text: string) => boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, ignoreCase ? 'is' : 's');
  return (text) => expression.test(text);
}

/**
 * Compiles an ARN pattern: each of the six parts between colons is matched by itself, so that a wildcard in one part
 * never reaches into the next. The last part may itself contain colons.
 *
 * @see the IAM user guide, "Amazon Resource Name (ARN) condition operators"
 */
export function arnMatcher(pattern: string): (arn: string) => boolean {
  if (pattern === '*') return () => true;
  const matchers = arnParts(pattern).map((part) => matcher(part));
  return (arn) => {
    const parts = arnParts(arn);
    return parts.length === matchers.length && matchers.every((matches, index) => matches(parts[index] ?? ''));
  };
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/**
 * Refuses a policy variable, such as `${aws:username}`: AWS fills it in for each caller, here it would only ever match
 * itself.
 *
 * @param name how the statement is called in the error
 */
export function refuseVariables(text: string, name: string): void {
  if (text.includes('${')) {
    throw new CloudError(`${name} uses a policy variable (${text}), which the local cloud does not know.`);
  }
}
