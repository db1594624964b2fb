import { Lambda } from '@aws-sdk/client-lambda';
import { enableMapping, listMappings } from '../../../cli/stack/mappings.ts';
import { awsOf, targetIn } from '../../support/json-aws.ts';

const mapping = ({ url }: { url: URL }) => ({
  EventSourceMappings: [{ UUID: url.searchParams.get('EventSourceArn')?.split(':').at(-1), State: 'Enabled' }],
});

test('mappings are found by the ARN of their queue, with a signed request', async () => {
  const aws = await awsOf(mapping);
  const target = targetIn(aws);
  expect(await listMappings(target, new Lambda(target.aws))).toEqual([
    { id: 'events.fifo', queue: 'events', state: 'Enabled' },
    { id: 'replies.fifo', queue: 'replies', state: 'Enabled' },
  ]);
  await aws.stop();
  const arns = aws.requests.map(({ url }) => url.searchParams.get('EventSourceArn'));
  expect(arns).toContain('arn:aws:sqs:sa-east-1:123456789012:events.fifo');
  expect(aws.requests[0]?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIA\/\d+\/sa-east-1\/lambda\//);
});

test('the queue of the event bus is among them where there is one', async () => {
  const aws = await awsOf(mapping);
  const target = targetIn(aws);
  const outputs = { ...target.outputs, PublishedQueueUrl: 'https://sqs.sa-east-1.amazonaws.com/123456789012/p.fifo' };
  const mappings = await listMappings({ ...target, outputs }, new Lambda(target.aws));
  await aws.stop();
  expect(mappings.at(-1)).toEqual({ id: 'p.fifo', queue: 'published', state: 'Enabled' });
});

test('a mapping is switched by its id', async () => {
  const aws = await awsOf(() => ({}));
  await enableMapping({ id: 'uuid-1', queue: 'events', state: 'Enabled' }, false, new Lambda(targetIn(aws).aws));
  await aws.stop();
  expect(aws.requests).toMatchObject([{ method: 'PUT', body: { Enabled: false } }]);
  expect(aws.requests[0]?.url.pathname).toBe('/2015-03-31/event-source-mappings/uuid-1');
});

test('what AWS refuses is reported with its words', async () => {
  const aws = await awsOf(() => ({ Message: 'not authorized to perform lambda:ListEventSourceMappings' }), 403);
  const target = targetIn(aws);
  await expect(listMappings(target, new Lambda(target.aws))).rejects.toThrow(/not authorized to perform lambda:List/);
  await aws.stop();
});
