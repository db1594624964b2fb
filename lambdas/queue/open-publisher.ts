import type { SQSClient } from '@aws-sdk/client-sqs';
import { optionalVariable } from '../runtime/environment.ts';
import { type Publish, publisher } from './published-event.ts';
import { batchSender } from './sqs.ts';

/** What hands events on, by the variables of the function; undefined where the setting `eventBus` is off. */
export function openPublisher(sqs: SQSClient): Publish | undefined {
  const queueUrl = optionalVariable('PUBLISHED_QUEUE_URL');
  if (queueUrl === undefined) return undefined;
  return publisher(batchSender(sqs, queueUrl), optionalVariable('EVENT_CONTENT') === 'on');
}
