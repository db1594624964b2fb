import { mistakesInBot } from '../../../lambdas/bot-api/mistakes-in-bot.ts';

const answer = () => 'Hi';

test.each([
  ['one handler', { onMessage: answer }],
  ['a handler that is left out', { onMessage: answer, onReply: undefined }],
  ['a schema that is an object', { memory: { '~standard': { validate: answer } }, onStatus: answer }],
  [
    'a schema that is a function',
    { memory: Object.assign(answer, { '~standard': { validate: answer } }), onEdit: answer },
  ],
  ['no prototype', Object.assign(Object.create(null), { onMessage: answer })],
  [
    'a class, with a field of its own',
    new (class {
      greeting = 'Hi';
      onMessage() {
        return this.greeting;
      }
    })(),
  ],
])('a bot with %s is a bot', (_what, bot) => {
  expect(mistakesInBot(bot)).toEqual([]);
});

test.each([
  ['nothing', undefined, ['exports no bot: it needs']],
  ['null', null, ['exports null, which is no bot']],
  ['a list', [answer], ['exports an array, which is no bot']],
  ['a text', 'Hi', ['exports a string, which is no bot']],
  ['an empty object', {}, ['exports a bot without a handler']],
  ['a schema alone', { memory: { '~standard': { validate: answer } } }, ['exports a bot without a handler']],
  [
    'two mistakes',
    { onmessage: answer, onEdit: 5 },
    ['did you mean onMessage?', 'onEdit is a number: write a function'],
  ],
  ['a name like no other', { greet: answer }, ['greet is not a handler: a bot has memory, onMessage, onReply']],
  ['a schema of no standard', { memory: {}, onMessage: answer }, ['memory is an object: give it a schema']],
])('%s is refused', (_what, bot, said) => {
  expect(mistakesInBot(bot)).toEqual(said.map((part) => expect.stringContaining(part)));
});
