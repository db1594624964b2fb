// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation and IAM write their variables this way
import { createResolver, type Names } from '../../../local/cloud/intrinsics.ts';

const names: Names = {
  ref: (name) => ({ 'AWS::Region': 'eu-west-1', 'AWS::NoValue': undefined, Queue: 'http://queue' })[name],
  attribute: (logicalId, attribute) => `${logicalId}/${attribute}`,
  condition: (name) => name === 'Yes',
  mapping: (map, key, field) => `${map}-${key}-${field}`,
};
const resolve = createResolver(names);
const value = (expression: unknown) => resolve(expression, 'Thing (AWS::Some::Thing)');

describe('the intrinsic functions', () => {
  const noValue = { Ref: 'AWS::NoValue' };
  test.each<[title: string, expression: unknown, expected: unknown]>([
    ['a plain value is itself', { a: [1, true, 'x', null] }, { a: [1, true, 'x', null] }],
    ['Ref', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Queue/Arn'],
    ['Fn::GetAtt as a text', { 'Fn::GetAtt': 'Queue.Some.Attribute' }, 'Queue/Some.Attribute'],
    ['Fn::Join with expressions inside', { 'Fn::Join': [':', ['arn', { Ref: 'AWS::Region' }]] }, 'arn:eu-west-1'],
    ['Fn::Join of a list that is itself computed', { 'Fn::Join': ['-', { 'Fn::Split': [',', 'a,b'] }] }, 'a-b'],
    ['Fn::Select', { 'Fn::Select': [1, ['a', 'b']] }, 'b'],
    ['Fn::Select with a text as index', { 'Fn::Select': ['2', { 'Fn::Split': ['/', 'a/b/c'] }] }, 'c'],
    ['Fn::Sub', { 'Fn::Sub': 'x-${AWS::Region}-${Queue.Arn}-${!Literal}' }, 'x-eu-west-1-Queue/Arn-${Literal}'],
    [
      'Fn::Sub with variables of its own',
      { 'Fn::Sub': ['${a}/${Queue}', { a: { Ref: 'AWS::Region' } }] },
      'eu-west-1/http://queue',
    ],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Map', { Ref: 'AWS::Region' }, 'field'] }, 'Map-eu-west-1-field'],
    ['Fn::If takes the first branch', { 'Fn::If': ['Yes', 'a', 'b'] }, 'a'],
    ['Fn::If takes the second branch', { 'Fn::If': ['No', 'a', { Ref: 'AWS::Region' }] }, 'eu-west-1'],
    ['AWS::NoValue removes a property', { a: 1, b: noValue }, { a: 1 }],
    ['AWS::NoValue removes an element', ['a', { 'Fn::If': ['No', 'b', noValue] }], ['a']],
    [
      'conditions',
      { 'Fn::And': [{ 'Fn::Not': [{ Condition: 'No' }] }, { 'Fn::Or': [{ Condition: 'No' }, { Condition: 'Yes' }] }] },
      true,
    ],
    ['Fn::Equals compares as texts', { 'Fn::Equals': [true, 'true'] }, true],
    [
      "a policy's Condition is not an intrinsic",
      { Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ],
  ])('%s', (_, expression, expected) => {
    expect(value(expression)).toEqual(expected);
  });
});

describe('what cannot be resolved is refused with the place where it stands', () => {
  test.each<[title: string, expression: unknown, message: string]>([
    [
      'an unknown function',
      { a: { 'Fn::ImportValue': 'x' } },
      'Thing (AWS::Some::Thing).a: the function Fn::ImportValue is not known to the local cloud.',
    ],
    [
      'a dynamic reference',
      '{{resolve:ssm:x}}',
      'Thing (AWS::Some::Thing): dynamic references such as {{resolve:ssm:x}} are not known to the local cloud.',
    ],
    [
      'a selection beyond the end',
      { 'Fn::Select': [3, ['a']] },
      'Thing (AWS::Some::Thing): Fn::Select asks for an element that does not exist.',
    ],
    ['a malformed Fn::Join', { 'Fn::Join': ['-'] }, 'Thing (AWS::Some::Thing): expected a list, got undefined.'],
  ])('%s', (_, expression, message) => {
    expect(() => value(expression)).toThrow(message);
  });
});
