import fc from 'fast-check';
import { type AccessRequest, type Caller, decide } from '../../../../local/cloud/iam/decide.ts';
import { compilePolicy } from '../../../../local/cloud/iam/policy.ts';

const ROLE = 'arn:aws:iam::000000000000:role/worker';
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:jobs.fifo';
const caller: Caller = { role: ROLE, account: '000000000000' };
const send: AccessRequest = {
  caller,
  action: 'sqs:SendMessage',
  resource: QUEUE,
  context: { 'aws:securetransport': 'true' },
};

const identity = (...statements: object[]) => compilePolicy({ Statement: statements }, 'identity', 'policy');
const resource = (...statements: object[]) => compilePolicy({ Statement: statements }, 'resource', 'policy');
const allow = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE };
const deny = { ...allow, Effect: 'Deny' };
const allowed = (statements: object[], request = send) =>
  decide(request, { identity: identity(...statements), resource: [] }).allowed;

describe('a role may do what one of its statements allows', () => {
  test.each<[title: string, expected: boolean, ...statements: object[]]>([
    ['nothing allows nothing', false],
    ['the very action on the very resource', true, allow],
    ['another action does not', false, { ...allow, Action: 'sqs:ReceiveMessage' }],
    ['another resource does not', false, { ...allow, Resource: `${QUEUE}x` }],
    ['actions ignore case', true, { ...allow, Action: 'SQS:sendmessage' }],
    ['resources do not', false, { ...allow, Resource: QUEUE.toUpperCase() }],
    ['one of several actions', true, { ...allow, Action: ['sqs:GetQueueUrl', 'sqs:Send*'] }],
    ['one of several resources', true, { ...allow, Resource: ['arn:aws:sqs:*:*:other', 'arn:aws:sqs:*:*:jobs.fifo'] }],
    ['everything', true, { ...allow, Action: '*', Resource: '*' }],
    ['a question mark is one character', true, { ...allow, Action: 'sqs:SendMess?ge' }],
    ['and not two', false, { ...allow, Action: 'sqs:SendMe?ge' }],
    ['a dot is a dot', false, { ...allow, Resource: QUEUE.replace('.fifo', 'Xfifo') }],
    ['NotAction leaves the others', true, { Effect: 'Allow', NotAction: 'sqs:Delete*', Resource: '*' }],
    ['NotAction excepts its own', false, { Effect: 'Allow', NotAction: 'sqs:Send*', Resource: '*' }],
    ['NotResource leaves the others', true, { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::*' }],
    ['NotResource excepts its own', false, { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:sqs:*' }],
    ['a deny wins over an allow before it', false, allow, deny],
    ['a deny wins over an allow after it', false, deny, allow],
    ['a deny of another action does not', true, allow, { ...deny, Action: 'sqs:DeleteMessage' }],
  ])('%s', (_, expected, ...statements) => {
    expect(allowed(statements)).toBe(expected);
  });

  test('one statement need not be in a list', () => {
    expect(decide(send, { identity: compilePolicy({ Statement: allow }, 'identity', 'p'), resource: [] }).allowed).toBe(
      true,
    );
  });
});

describe('conditions', () => {
  const context = {
    'aws:securetransport': 'true',
    'aws:sourcearn': 'arn:aws:execute-api:us-east-1:000000000000:abc/$default/POST/hooks/{token}',
  } as const;
  const arnLike = (pattern: string) => ({ ArnLike: { 'aws:SourceArn': pattern } });
  test.each<[expected: boolean, condition: object]>([
    [true, { Bool: { 'aws:SecureTransport': 'true' } }],
    [true, { Bool: { 'AWS:securetransport': true } }],
    [false, { Bool: { 'aws:SecureTransport': 'false' } }],
    [true, { StringEquals: { 'aws:SecureTransport': ['false', 'true'] } }],
    [false, { StringNotEquals: { 'aws:SecureTransport': ['false', 'true'] } }],
    [true, { StringEqualsIgnoreCase: { 'aws:SecureTransport': 'TRUE' } }],
    [false, { StringNotEqualsIgnoreCase: { 'aws:SecureTransport': 'TRUE' } }],
    [true, { StringLike: { 'aws:SecureTransport': 't*' } }],
    [false, { StringNotLike: { 'aws:SecureTransport': 't*' } }],
    [true, arnLike('arn:aws:execute-api:us-east-1:000000000000:abc/*/*/hooks/{token}')],
    [false, arnLike('arn:aws:execute-api:us-east-1:000000000000:xyz/*')],
    [false, arnLike('arn:aws:*:abc/*')],
    [true, arnLike('*')],
    [true, { ArnEquals: { 'aws:SourceArn': 'arn:*:execute-api:*:*:abc/*' } }],
    [false, { ArnNotLike: { 'aws:SourceArn': 'arn:aws:execute-api:*:*:abc/*' } }],
    [false, { StringEquals: { 'aws:SourceAccount': '000000000000' } }],
    [true, { StringEqualsIfExists: { 'aws:SourceAccount': '000000000000' } }],
    [true, { StringNotEquals: { 'aws:SourceAccount': '000000000000' } }],
    [true, { Null: { 'aws:SourceAccount': 'true' } }],
    [false, { Null: { 'aws:SourceArn': 'true' } }],
    [true, { Null: { 'aws:SourceArn': false } }],
    [true, { Bool: { 'aws:SecureTransport': 'true' }, StringLike: { 'aws:SourceArn': '*abc*' } }],
    [false, { Bool: { 'aws:SecureTransport': 'true' }, StringLike: { 'aws:SourceArn': '*xyz*' } }],
  ])('hold: %s for %j', (expected, Condition) => {
    expect(allowed([{ ...allow, Condition }], { ...send, context })).toBe(expected);
  });
});

describe("a resource's own policy", () => {
  const enforceTls = {
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: 'sqs:*',
    Resource: QUEUE,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const grantTo = (Principal: unknown) => resource({ ...allow, Principal });

  test('denies what arrives without TLS, and nothing else', () => {
    const policies = { identity: identity(allow), resource: resource(enforceTls) };
    expect(decide(send, policies)).toEqual({ allowed: true });
    expect(decide({ ...send, context: { 'aws:securetransport': 'false' } }, policies)).toEqual({
      allowed: false,
      because: 'with an explicit deny in a resource-based policy',
    });
  });

  test.each<[expected: boolean, principal: unknown, caller: Caller]>([
    [true, '*', caller],
    [true, { AWS: '*' }, caller],
    [true, { AWS: ROLE }, caller],
    [true, { AWS: ['arn:aws:iam::000000000000:role/other', ROLE] }, caller],
    [false, { AWS: 'arn:aws:iam::000000000000:role/other' }, caller],
    [false, { AWS: 'arn:aws:iam::000000000000:root' }, caller],
    [false, { AWS: '000000000000' }, caller],
    [false, { Service: 'sns.amazonaws.com' }, caller],
    [true, { Service: 'sns.amazonaws.com' }, { service: 'sns.amazonaws.com' }],
    [false, { Service: 'sns.amazonaws.com' }, { service: 's3.amazonaws.com' }],
    [false, { AWS: ROLE }, { service: 'sns.amazonaws.com' }],
  ])('grants by itself: %s to %j for %j', (expected, principal, who) => {
    expect(decide({ ...send, caller: who }, { identity: [], resource: grantTo(principal) }).allowed).toBe(expected);
  });

  test('that denies the whole account denies its roles', () => {
    const policies = {
      identity: identity(allow),
      resource: resource({ ...deny, Principal: { AWS: 'arn:aws:iam::000000000000:root' } }),
    };
    expect(decide(send, policies).allowed).toBe(false);
  });
});

test('a refusal says why, in the words of AWS', () => {
  const because = (statements: object[]) => decide(send, { identity: identity(...statements), resource: [] });
  expect(because([])).toEqual({
    allowed: false,
    because: 'because no identity-based policy allows the sqs:SendMessage action',
  });
  expect(because([allow, deny])).toEqual({
    allowed: false,
    because: 'with an explicit deny in an identity-based policy',
  });
});

describe('for any set of statements', () => {
  const word = fc.constantFrom('*', 'sqs:*', 'sqs:SendMessage', 'sqs:Receive*', 'dynamodb:PutItem', '*:Send?essage');
  const place = fc.constantFrom('*', QUEUE, 'arn:aws:sqs:*:*:jobs*', 'arn:aws:dynamodb:*:*:table/t');
  const statement = fc.record({ Effect: fc.constantFrom('Allow', 'Deny'), Action: word, Resource: place });
  const statements = fc.array(statement, { maxLength: 6 });

  test('their order makes no difference', () => {
    fc.assert(fc.property(statements, (list) => expect(allowed(list)).toBe(allowed(list.toReversed()))));
  });

  test('a deny of everything leaves nothing', () => {
    fc.assert(
      fc.property(statements, (list) =>
        expect(allowed([...list, { Effect: 'Deny', Action: '*', Resource: '*' }])).toBe(false),
      ),
    );
  });

  test('one more allow never takes anything away, one more deny never gives anything', () => {
    fc.assert(
      fc.property(statements, statement, (list, added) => {
        const before = allowed(list);
        const after = allowed([...list, added]);
        expect(added.Effect === 'Allow' ? before && !after : !before && after).toBe(false);
      }),
    );
  });

  test('splitting a list of actions into statements makes no difference', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), place, (actions, Resource) => {
        const together = [{ Effect: 'Allow', Action: actions, Resource }];
        expect(allowed(together)).toBe(allowed(actions.map((Action) => ({ Effect: 'Allow', Action, Resource }))));
      }),
    );
  });
});
