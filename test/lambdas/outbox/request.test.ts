import { readRequest } from '../../../lambdas/outbox/request.ts';

const NOW = Date.parse('2030-01-01T00:00:00Z');
const SEND = { to: '+5511999999999', key: 'k', text: 'Hi' };
const read = (fields: Record<string, unknown>) => readRequest({ ...SEND, text: undefined, ...fields }, NOW);

test('each kind of message is read', () => {
  expect(read({ text: 'Hi', buttons: ['Yes'], footer: 'Foot', reference: 'r' }).content).toEqual({
    text: 'Hi',
    buttons: ['Yes'],
    footer: 'Foot',
    reference: 'r',
  });
  expect(read({ template: { id: 't', variables: { a: 'b' } } }).content).toEqual({
    templateId: 't',
    variables: { a: 'b' },
  });
  expect(read({ media: { url: 'https://example.com/a.pdf', type: 'document', caption: 'A' } }).content).toEqual({
    media: 'https://example.com/a.pdf',
    mediaType: 'document',
    caption: 'A',
  });
});

test('times are read with their zone, and a number in any spelling', () => {
  const request = read({
    text: 'Hi',
    to: '55 (11) 99999-9999',
    at: '2030-02-01T09:00:00-03:00',
    expires: '2030-02-01T13:00Z',
  });
  expect(request).toMatchObject({
    to: '+5511999999999',
    at: Date.parse('2030-02-01T12:00:00Z'),
    expires: Date.parse('2030-02-01T13:00:00Z'),
  });
});

test.each<[string, Record<string, unknown>, RegExp]>([
  ['no content', {}, /exactly one of text, template and media/],
  ['two contents', { text: 'a', template: { id: 't' } }, /exactly one/],
  ['an empty text', { text: ' ' }, /the text is empty/],
  ['a text that is no text', { text: 1 }, /the text is empty/],
  ['a template without id', { template: {} }, /the id is empty/],
  ['a template that is a text', { template: 'tpl' }, /template: give/],
  ['a file without URL', { media: { type: 'image' } }, /http/],
  ['a file that is a text', { media: 'https://example.com' }, /media: give/],
  ['a kind of file that there is not', { media: { url: 'https://example.com/a', type: 'gif' } }, /the type is one of/],
  ['buttons that are no list', { text: 'a', buttons: 'Yes' }, /buttons/],
  ['a field that there is not', { text: 'a', body: 'b' }, /body: there is no such field/],
  ['no key', { text: 'a', key: undefined }, /key: give a text of 1 to 100/],
  ['a key that is too long', { text: 'a', key: 'x'.repeat(101) }, /key: give/],
  ['no addressee', { text: 'a', to: undefined }, /to: give a phone number/],
  ['a number without country code', { text: 'a', to: '5199999999' }, /country code/],
  ['a channel', { text: 'a', to: '1@newsletter' }, /to: it is no phone number/],
  ['a number of ours that is no text', { text: 'a', number: 1 }, /number/],
  ['a time without its zone', { text: 'a', at: '2030-02-01T09:00:00' }, /at: give a time with its zone/],
  ['a day that there is not', { text: 'a', at: '2030-13-01T09:00:00Z' }, /at: give a time/],
  ['a time that is no text', { text: 'a', at: 5 }, /at: give a time/],
  ['a date in two years', { text: 'a', at: '2032-01-01T00:00:00Z' }, /more than a year ahead/],
  ['more words than a message holds', { text: 'x'.repeat(5_000) }, /longer than one message/],
  ['an end before the beginning', { text: 'a', at: '2030-02-01T00:00:00Z', expires: '2030-01-15T00:00:00Z' }, /before/],
  ['an end that is past', { text: 'a', expires: '2029-01-15T00:00:00Z' }, /before/],
  ['a reference that is too long', { text: 'a', reference: 'x'.repeat(101) }, /reference/],
])('%s is refused, with what to do', (_, fields, reason) => {
  expect(() => read(fields)).toThrow(reason);
});

test.each([[undefined], [null], ['text'], [[]], [5]])('%p is no request', (request) => {
  expect(() => readRequest(request, NOW)).toThrow(/A request is an object/);
});
