import type { AwsBackend } from '../aws/replies.ts';

/**
 * SQS for a person who does not want to wait: a message of one queue comes back after at most so many seconds, however
 * long the function that failed on it postpones it.
 *
 * @param outputs of the stack, one of which is the URL of the queue
 */
export function withLongestWait(
  call: AwsBackend,
  outputs: Readonly<Record<string, string>>,
  longest?: { queueUrlOutput: string; seconds: number },
): AwsBackend {
  if (longest === undefined) return call;
  const { queueUrlOutput, seconds } = longest;
  const name = nameIn(outputs[queueUrlOutput]);
  return (operation, input, signal) => {
    const isLonger = operation === 'ChangeMessageVisibility' && Number(input.VisibilityTimeout) > seconds;
    const isOfQueue = nameIn(input.QueueUrl) === name;
    return call(operation, isLonger && isOfQueue ? { ...input, VisibilityTimeout: seconds } : input, signal);
  };
}

/** The last part of a queue's URL: the rest of it depends on how it was reached. */
function nameIn(url: unknown): string {
  return String(url).split('/').at(-1) ?? '';
}
