// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation and IAM write their variables this way
import fc from 'fast-check';
import { compilePolicy, type PolicyKind } from '../../../../local/cloud/iam/policy.ts';
import { arnMatcher, matcher } from '../../../../local/cloud/iam/wildcards.ts';

const allow = { Effect: 'Allow', Action: 'sqs:*', Resource: '*' };

describe('a policy that would only be half understood is refused', () => {
  test.each<[title: string, message: string, statement: object, kind?: PolicyKind]>([
    [
      'an operator',
      'P, statement 1 uses the condition operator DateLessThan',
      { ...allow, Condition: { DateLessThan: { 'aws:SecureTransport': 'x' } } },
    ],
    [
      'a set operator',
      'P, statement 1 uses the condition operator ForAllValues:StringEquals',
      { ...allow, Condition: { 'ForAllValues:StringEquals': { 'aws:SourceArn': 'x' } } },
    ],
    [
      'a condition key',
      'P, statement 1 asks for the condition key aws:SourceIp',
      { ...allow, Condition: { StringEquals: { 'aws:SourceIp': '10.0.0.1' } } },
    ],
    [
      'a policy variable in a resource',
      'P, statement 1 uses a policy variable',
      { ...allow, Resource: 'arn:aws:s3:::${aws:username}' },
    ],
    [
      'a policy variable in a condition',
      'P, statement 1 uses a policy variable',
      { ...allow, Condition: { StringEquals: { 'aws:SourceArn': '${aws:PrincipalArn}' } } },
    ],
    ['an unknown element', 'P is not a policy the local cloud can read', { ...allow, NotPrincipal: '*' }],
    ['an unknown effect', 'P is not a policy the local cloud can read', { ...allow, Effect: 'allow' }],
    [
      'neither Action nor NotAction',
      'P, statement 1 must have either Action or NotAction',
      { Effect: 'Allow', Resource: '*' },
    ],
    [
      'both Resource and NotResource',
      'P, statement 1 must have either Resource or NotResource',
      { ...allow, NotResource: '*' },
    ],
    ["a principal in a role's policy", 'P, statement 1 must not name a Principal', { ...allow, Principal: '*' }],
    ["no principal in a resource's policy", 'P, statement 1 must name a Principal', allow, 'resource'],
  ])('%s', (_, message, statement, kind = 'identity') => {
    expect(() => compilePolicy({ Version: '2012-10-17', Statement: [statement] }, kind, 'P')).toThrow(message);
  });
});

test('a trust policy names no resource', () => {
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } };
  expect(compilePolicy({ Statement: trust }, 'trust', 'P')).toHaveLength(1);
});

describe('wildcards', () => {
  /** The textbook definition, one character at a time. */
  function matches(pattern: string, text: string): boolean {
    if (pattern === '') return text === '';
    if (pattern[0] === '*') return matches(pattern.slice(1), text) || (text !== '' && matches(pattern, text.slice(1)));
    return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && matches(pattern.slice(1), text.slice(1));
  }

  test('match as the textbook says, for any pattern and text', () => {
    const letters = (...extra: string[]) =>
      fc.string({ unit: fc.constantFrom('a', 'b', '.', '$', '\n', ...extra), maxLength: 7 });
    fc.assert(
      fc.property(letters('*', '?'), letters(), (pattern, text) =>
        expect(matcher(pattern)(text)).toBe(matches(pattern, text)),
      ),
      {
        numRuns: 2000,
      },
    );
  });

  test('in an ARN do not reach across a colon, but in its last part they do', () => {
    expect(arnMatcher('arn:aws:sqs:*:jobs')('arn:aws:sqs:us-east-1:000000000000:jobs')).toBe(false);
    expect(arnMatcher('arn:aws:logs:*:*:log-group:*')('arn:aws:logs:us-east-1:1:log-group:a:log-stream:b')).toBe(true);
  });
});
