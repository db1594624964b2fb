import { readForgotten } from '../../../local/inspector/forgotten.ts';

const call = (operation: string, input: object, fields: object = {}) =>
  readForgotten({
    at: 1,
    kind: 'call',
    caller: 'admin',
    service: 'dynamodb',
    operation,
    input: input as never,
    status: 200,
    output: {},
    ms: 1,
    ...fields,
  });
const keyOf = (id: string, event: string) => ({ Key: { id: { S: id }, event: { S: event } } });
const CONVERSATION = keyOf('conversation#abc', '#conversation');
const STRIP = {
  ...keyOf('cmm_1', 'message.received'),
  UpdateExpression: 'SET #a = :a REMOVE #b, #c',
  ExpressionAttributeNames: { '#a': 'state', '#b': 'owner', '#c': 'conversation' },
};

test('a conversation that a person deletes is forgotten, and so is an event that is stripped of it', () => {
  expect(call('DeleteItem', CONVERSATION)).toEqual({ conversation: 'abc' });
  expect(call('UpdateItem', STRIP)).toEqual({ key: { id: 'cmm_1', event: 'message.received' } });
});

test.each([
  ['a function deletes it', 'DeleteItem', CONVERSATION, { caller: 'ProcessorFunction' }],
  ['it is not deleted', 'DeleteItem', CONVERSATION, { status: 400 }],
  ['something else is deleted', 'DeleteItem', keyOf('conversation#abc', '#pace'), {}],
  ['it is read', 'GetItem', CONVERSATION, {}],
  ['an event is changed in another way', 'UpdateItem', { ...STRIP, UpdateExpression: 'SET #c = :c REMOVE #b' }, {}],
])('nothing is forgotten when %s', (_, operation, input, fields) => {
  expect(call(operation, input, fields)).toBeUndefined();
});
