/** The AWS services of the local cloud, as IAM calls them. */
export const SERVICES = ['sqs', 'dynamodb', 'secretsmanager', 'events'] as const;
export type Service = (typeof SERVICES)[number];

/** Those with a REST protocol of which calls are reported. */
export type RestService = 'scheduler' | 'lambda';

export type Json = Record<string, unknown>;

/** An answer of an AWS service in its JSON protocol. */
export interface AwsReply {
  status: number;
  body: Json;
  headers?: Record<string, string>;
}

/** An operation of a service → its answer. `signal` ends a long poll early. */
export type AwsBackend = (operation: string, input: Json, signal?: AbortSignal) => Promise<AwsReply>;

/** What each service's operations are called by in the `X-Amz-Target` header, before the dot. */
export const TARGET_PREFIXES: Record<Service, string> = {
  sqs: 'AmazonSQS',
  dynamodb: 'DynamoDB_20120810',
  secretsmanager: 'secretsmanager',
  events: 'AWSEvents',
};

/** The content type of each service's JSON protocol. */
export const CONTENT_TYPES: Record<Service, string> = {
  sqs: 'application/x-amz-json-1.0',
  dynamodb: 'application/x-amz-json-1.0',
  secretsmanager: 'application/x-amz-json-1.1',
  events: 'application/x-amz-json-1.1',
};

/**
 * An error in the shape that the service uses, so that the AWS SDK throws it under the name `code`.
 *
 * SQS names an error twice: in the body, and under its older name in a header. That header is what the SDK puts into
 * the error's `Code`.
 */
export function awsError(
  service: Service,
  code: string,
  message: string,
  { oldCode = code, status = 400 }: { oldCode?: string; status?: number } = {},
): AwsReply {
  if (service !== 'sqs') return { status, body: { __type: code, message, Message: message } };
  return {
    status,
    body: { __type: `com.amazonaws.sqs#${code}`, message },
    headers: { 'x-amzn-query-error': `${oldCode};${status < 500 ? 'Sender' : 'Receiver'}` },
  };
}

/** IAM said no. SQS answers 403, the others 400. */
export function accessDenied(service: Service, message: string): AwsReply {
  return awsError(service, 'AccessDeniedException', message, {
    oldCode: 'AccessDenied',
    status: deniedStatus(service),
  });
}

/** The access key is not one that the local cloud gave out. */
export function unknownKey(service: Service): AwsReply {
  return awsError(service, 'UnrecognizedClientException', 'The security token included in the request is invalid.', {
    oldCode: 'InvalidClientTokenId',
    status: deniedStatus(service),
  });
}

const deniedStatus = (service: Service): number => (service === 'sqs' ? 403 : 400);
