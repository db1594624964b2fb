import { readFunctions } from '../../../../local/cloud/functions/lambda-function.ts';
import { readRoles } from '../../../../local/cloud/iam/roles.ts';
import { placeOf } from '../../../../local/cloud/place.ts';
import { readTemplate } from '../../../../local/cloud/template.ts';

const place = placeOf({ stackName: 'shop', apiUrl: '', awsUrl: '' });
const assembly = { stackName: 'shop', template: {}, assetPath: (key: string) => `/assets/${key}` };
const trust = (Service: string) => ({
  Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } },
});

function read(properties: object = {}, overrides?: Record<string, string>, role: object = {}) {
  const Resources = {
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust('lambda.amazonaws.com'), ...role } },
    Worker: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: 'b', S3Key: 'abc.zip' },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        ...properties,
      },
    },
  };
  const stack = readTemplate({ Resources }, place);
  return readFunctions(stack, readRoles(stack), assembly, overrides);
}

describe('a function of the template', () => {
  test("has Lambda's defaults", () => {
    expect(read()).toMatchObject([
      {
        id: 'Worker',
        name: 'shop-Worker',
        arn: 'arn:aws:lambda:us-east-1:000000000000:function:shop-Worker',
        codePath: '/assets/abc.zip',
        timeoutSeconds: 3,
        memoryMb: 128,
        variables: {},
        logging: { group: '/aws/lambda/shop-Worker', format: 'Text' },
        role: { name: 'shop-Role' },
      },
    ]);
  });

  test('has its variables, some of them replaced', () => {
    const Environment = { Variables: { URL: 'https://real', SIZE: 3 } };
    expect(read({ Environment }, { URL: 'http://simulator' })[0]?.variables).toEqual({
      URL: 'http://simulator',
      SIZE: '3',
    });
  });

  test.each<[message: string, ...args: Parameters<typeof read>]>([
    ['No function declares the environment variable URI.', { Environment: { Variables: { URL: 'x' } } }, { URI: 'y' }],
    [
      'Worker: its role shop-Role cannot be assumed by Lambda.',
      {},
      {},
      { AssumeRolePolicyDocument: trust('ec2.amazonaws.com') },
    ],
    ['Worker: its role arn:aws:iam::1:role/other is not in the stack.', { Role: 'arn:aws:iam::1:role/other' }],
    ['Worker (AWS::Lambda::Function): the property Runtime is not one', { Runtime: 'python3.13' }],
    [
      'Worker (AWS::Lambda::Function): the local cloud does not know the property Code.ZipFile.',
      { Code: { ZipFile: 'x', S3Key: 'k' } },
    ],
    [
      'Role: the local cloud does not know the managed policy arn:aws:iam::aws:policy/AdministratorAccess.',
      {},
      {},
      { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
    ],
  ])('is refused: %s', (message, ...args) => {
    expect(() => read(...args)).toThrow(message);
  });
});

test('the policies of a role are those in it, those attached to it, and the managed ones', () => {
  const statement = (Action: string) => ({ Statement: { Effect: 'Allow', Action, Resource: '*' } });
  const Resources = {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
        Policies: [{ PolicyName: 'inline', PolicyDocument: statement('sqs:SendMessage') }],
        ManagedPolicyArns: [{ 'Fn::Sub': 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole' }],
      },
    },
    Attached: {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyName: 'attached', PolicyDocument: statement('dynamodb:GetItem'), Roles: [{ Ref: 'Role' }] },
    },
    Other: {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyName: 'other', PolicyDocument: statement('s3:GetObject'), Roles: ['somebody-else'] },
    },
  };
  const [role] = readRoles(readTemplate({ Resources }, place));
  const may = (action: string) => role?.statements.some(({ matchesAction }) => matchesAction(action));
  expect(['sqs:SendMessage', 'dynamodb:GetItem', 'logs:PutLogEvents', 's3:GetObject'].map(may)).toEqual([
    true,
    true,
    true,
    false,
  ]);
});
