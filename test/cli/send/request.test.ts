import { sendRequest } from '../../../cli/send/request.ts';
import { UsageError } from '../../../cli/terminal/errors.ts';

const NOW = Date.parse('2026-02-24T10:30:00.000Z');
const ANA = '+55 11 99999-9999';

const request = (options: Parameters<typeof sendRequest>[1], to = ANA) => sendRequest(to, options, NOW).request;

test('options become the request that other systems make', () => {
  expect(request({ key: 'k', text: 'Hi', number: 'cmm0abc123', reference: 'r' })).toEqual({
    ...{ to: ANA, key: 'k', text: 'Hi', number: 'cmm0abc123', reference: 'r' },
  });
  expect(
    request({ key: 'k', template: 'tpl', variable: ['name=Ana', 'link=https://x.example/?a=b', 'none='] }),
  ).toEqual({
    ...{ to: ANA, key: 'k' },
    template: { id: 'tpl', variables: { name: 'Ana', link: 'https://x.example/?a=b', none: '' } },
  });
  expect(request({ key: 'k', media: 'https://x.example/a.png', type: 'image', caption: 'Look' })).toMatchObject({
    media: { url: 'https://x.example/a.png', type: 'image', caption: 'Look' },
  });
});

test('a time is how long from now, or a time with its zone', () => {
  expect(request({ key: 'k', text: 'Hi', at: '2h', expires: '2026-02-25T10:30:00-03:00' })).toMatchObject({
    at: '2026-02-24T12:30:00.000Z',
    expires: '2026-02-25T10:30:00-03:00',
  });
});

test.each([
  ['no key', { text: 'Hi' }, /^Give --key .* sent once/],
  ['an empty key', { key: '', text: 'Hi' }, /^key: /],
  ['no content', { key: 'k' }, /exactly one of text, template and media/],
  ['two contents', { key: 'k', text: 'Hi', template: 'tpl' }, /exactly one of text, template and media/],
  ['a time without its zone', { key: 'k', text: 'Hi', at: '2026-02-24T12:00:00' }, /^at: .*zone/],
  ['an end before the beginning', { key: 'k', text: 'Hi', at: '2d', expires: '1d' }, /before the message/],
  ['a variable without a value', { key: 'k', template: 'tpl', variable: ['name'] }, /name=value/],
  ['a variable without a template', { key: 'k', text: 'Hi', variable: ['a=b'] }, /--variable goes with --template/],
  ['a file without its type', { key: 'k', media: 'https://x.example/a' }, /--media needs --type/],
  ['a caption without a file', { key: 'k', text: 'Hi', caption: 'Look' }, /go with --media/],
])('%s is a mistake in the command line', (_what, options, why) => {
  expect(() => request(options)).toThrow(UsageError);
  expect(() => request(options)).toThrow(why);
});

test('a contact needs a country code', () => {
  expect(() => request({ key: 'k', text: 'Hi' }, '51987654321')).toThrow(/country code/);
});
