import type { AwsBackend } from '../aws/replies.ts';

/**
 * SQS for a person who does not want to wait: a message of some queues comes back after at most so many seconds, however
 * long the function that failed on it postpones it.
 *
 * @param outputs of the stack: the queues are those with a URL in an output that ends with a name
 */
export function withLongestWait(
  call: AwsBackend,
  outputs: Readonly<Record<string, string>>,
  longest?: { queueUrlOutput: string; seconds: number },
): AwsBackend {
  if (longest === undefined) return call;
  const { queueUrlOutput, seconds } = longest;
  const urls = Object.entries(outputs).filter(([output]) => output.endsWith(queueUrlOutput));
  const names = new Set(urls.map(([, url]) => nameIn(url)));
  return (operation, input, signal) => {
    const isLonger = operation === 'ChangeMessageVisibility' && Number(input.VisibilityTimeout) > seconds;
    const isOfQueue = names.has(nameIn(input.QueueUrl));
    return call(operation, isLonger && isOfQueue ? { ...input, VisibilityTimeout: seconds } : input, signal);
  };
}

/** The last part of a queue's URL: the rest of it depends on how it was reached. */
function nameIn(url: unknown): string {
  return String(url).split('/').at(-1) ?? '';
}
