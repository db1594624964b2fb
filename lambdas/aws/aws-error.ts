import type { HttpResponse } from '../http.ts';
import { parseJson } from '../json.ts';
import { isObject, type JsonObject, text } from '../pilot-status/events.ts';

/** An error that AWS answered, under AWS's name for it and with its sentence. */
export class AwsError extends Error {
  /** Whose fault it is. The SDK's errors have it too: the log knows by it that the message is AWS's own. */
  readonly $fault: 'client' | 'server';
  readonly status: number;
  /** When AWS answered by its own clock, in epoch ms; NaN when it does not say. */
  readonly at: number;
  /** The record that did not meet a condition, where DynamoDB was asked for it. The SDK's error has it too. */
  readonly Item?: JsonObject;

  constructor(
    name: string,
    message: string,
    { status, headers }: Pick<HttpResponse, 'status' | 'headers'>,
    item?: JsonObject,
  ) {
    super(message);
    this.name = name;
    this.$fault = status < 500 ? 'client' : 'server';
    this.status = status;
    this.at = Date.parse(headers.date ?? '');
    if (item) this.Item = item;
  }
}

/**
 * Reads the error in an answer of a JSON service. Its name comes as `com.amazonaws.sqs#QueueDoesNotExist`, in a header with
 * a URL behind it; what is between AWS and us may answer in any other form.
 */
export function readAwsError(service: string, answer: HttpResponse): AwsError {
  const json = parseJson(answer.body);
  const fields = isObject(json) ? json : {};
  const type = text(fields.__type) ?? text(answer.headers['x-amzn-errortype']) ?? '';
  const name = /^(?:[^#:]*#)?([A-Za-z]\w*)/.exec(type)?.[1] ?? 'UnknownError';
  const sentence = text(fields.message) ?? text(fields.Message);
  return new AwsError(
    name,
    sentence ?? `${service} answers ${answer.status}`,
    answer,
    isObject(fields.Item) ? fields.Item : undefined,
  );
}
