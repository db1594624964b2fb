import { type ReplyJob, readReplyJob } from '../../../lambdas/queue/reply-job.ts';

const JOB: ReplyJob = {
  format: 1,
  reply: 'reply#n1#m1',
  index: 0,
  to: '+5511999999999',
  content: { text: 'Thanks' },
  cause: { id: 'e1', event: 'message.received' },
  writtenAt: 1,
  expiresAt: 2,
};

const read = (fields: object) => readReplyJob(JSON.stringify({ ...JOB, ...fields }));

test.each<object>([
  { text: 'Thanks' },
  { text: 'Yes or no?', buttons: ['Yes', 'No'], header: 'H', footer: 'F' },
  { templateId: 'tpl_1' },
  { templateId: 'tpl_1', variables: { name: 'Ana' } },
  { media: 'https://example.com/a.mp3', mediaType: 'audio' },
])('a job may hold any content that the vendor takes, and it is read as it is: %j', (content) => {
  expect(read({ content })).toEqual({ ...JOB, content });
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['a bare text', 'Thanks'],
  ['no mode', {}],
  ['two modes', { text: 'a', templateId: 't' }],
  ['a text that is none', { text: 7 }],
  ['a template without an id', { templateId: null }],
  ['a file of no type', { media: 'https://example.com/a.jpg' }],
  ['a file of a type that the vendor does not know', { media: 'https://example.com/a.webp', mediaType: 'sticker' }],
])('content that is %s is no job of ours', (_what, content) => {
  expect(read({ content })).toBeUndefined();
});

test('a job may say when its window ends, as a time', () => {
  expect(read({ windowEndsAt: 3 })).toEqual({ ...JOB, windowEndsAt: 3 });
  expect(read({ windowEndsAt: 'soon' })).toBeUndefined();
});

test('a field that this version does not know does no harm', () => {
  expect(read({ priority: 'high' })).toMatchObject(JOB);
});
