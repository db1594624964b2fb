import { CloudError } from '../errors.ts';
import { alias, lambdaFunction, version } from '../resources/lambda.ts';
import type { Stack } from '../template.ts';

/**
 * The ARNs by which functions can be invoked, also those of versions and aliases, and the same without what stands
 * before the function's name → the ARN of the function.
 *
 * @throws CloudError for a version of no function, and for an alias of no version
 */
export function readFunctionArns(stack: Stack): Map<string, string> {
  const functions = stack.all(lambdaFunction).map(({ ref: name, attributes: { Arn: arn = '' } }) => ({ name, arn }));
  const arns = new Map(functions.map(({ arn }) => [arn, arn]));
  for (const { logicalId, ref, properties } of [...stack.all(version), ...stack.all(alias)]) {
    const { FunctionName } = properties;
    const found = functions.find(({ name, arn }) => FunctionName === name || FunctionName === arn);
    if (found === undefined) throw new CloudError(`${logicalId}: its function ${FunctionName} is not in the stack.`);
    if ('FunctionVersion' in properties && !arns.has(`${found.arn}:${properties.FunctionVersion}`)) {
      throw new CloudError(`${logicalId}: its version ${properties.FunctionVersion} is not in the stack.`);
    }
    arns.set(ref, found.arn);
  }
  return new Map(
    [...arns].flatMap(([named, arn]) => [named, named.split(':').slice(6).join(':')].map((name) => [name, arn])),
  );
}
