// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation and IAM write their variables this way
import { placeOf } from '../../../local/cloud/place.ts';
import { RESOURCE_TYPES } from '../../../local/cloud/resources/index.ts';
import { secret } from '../../../local/cloud/resources/secrets-manager.ts';
import { queue } from '../../../local/cloud/resources/sqs.ts';
import { readTemplate } from '../../../local/cloud/template.ts';

const place = placeOf({ stackName: 'shop', apiUrl: 'http://127.0.0.1:1', awsUrl: 'http://127.0.0.1:2' });
const read = (Resources: object, rest: object = {}) => readTemplate({ Resources, ...rest }, place);
const refusal = (Resources: object, rest?: object) => {
  expect(() => read(Resources, rest)).toThrow();
  try {
    read(Resources, rest);
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
};

describe('a template', () => {
  test('gives each resource its name, its Ref and its attributes', () => {
    const [fifo] = read({
      Jobs: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true, VisibilityTimeout: '60' } },
    }).all(queue);
    expect(fifo).toMatchObject({
      logicalId: 'Jobs',
      ref: 'http://127.0.0.1:2/000000000000/shop-Jobs.fifo',
      attributes: { Arn: 'arn:aws:sqs:us-east-1:000000000000:shop-Jobs.fifo', QueueName: 'shop-Jobs.fifo' },
      properties: { VisibilityTimeout: 60, MessageRetentionPeriod: 345_600, MaximumMessageSize: 1_048_576 },
    });
  });

  test('resolves references between resources, whatever their order', () => {
    const stack = read(
      {
        Jobs: {
          Type: 'AWS::SQS::Queue',
          Properties: { RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 } },
        },
        Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::Sub': '${AWS::StackName}-dead' } } },
      },
      { Outputs: { Url: { Value: { Ref: 'Dead' } } } },
    );
    expect(stack.all(queue)[0]?.properties.RedrivePolicy?.deadLetterTargetArn).toBe(
      'arn:aws:sqs:us-east-1:000000000000:shop-dead',
    );
    expect(stack.outputs).toEqual({ Url: 'http://127.0.0.1:2/000000000000/shop-dead' });
  });

  test('has the same ids at every start, and a stack id that ends in a uuid', () => {
    const template = { Token: { Type: 'AWS::SecretsManager::Secret' } };
    expect(read(template).all(secret)[0]?.ref).toBe(read(template).all(secret)[0]?.ref);
    expect(place.stackId).toMatch(
      /^arn:aws:cloudformation:us-east-1:000000000000:stack\/shop\/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  test('shortens a name that is longer than the service allows', () => {
    const [long] = read({ ['Q'.repeat(100)]: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } } }).all(queue);
    expect(long?.attributes.QueueName).toHaveLength(80);
    expect(long?.attributes.QueueName).toMatch(/-[0-9a-f]{8}\.fifo$/);
  });

  test('leaves out a resource and an output whose condition does not hold', () => {
    const stack = read(
      { Jobs: { Type: 'AWS::SQS::Queue', Condition: 'InChina' } },
      {
        Conditions: { InChina: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'cn-north-1'] } },
        Outputs: { Url: { Value: { Ref: 'Jobs' }, Condition: 'InChina' } },
      },
    );
    expect(stack.all(queue)).toEqual([]);
    expect(stack.outputs).toEqual({});
  });

  test('takes the default of a parameter, and the bootstrap version and rules of the CDK', () => {
    const stack = read(
      { Jobs: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: { Ref: 'Delay' } } } },
      {
        Parameters: {
          Delay: { Type: 'Number', Default: 7 },
          BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/x' },
        },
        Rules: { CheckBootstrapVersion: { Assertions: [] } },
      },
    );
    expect(stack.all(queue)[0]?.properties.DelaySeconds).toBe(7);
  });

  test('may set properties that make no difference here, and need not even be understood', () => {
    const Properties = { SqsManagedSseEnabled: { 'Fn::ImportValue': 'x' }, Tags: [{ Key: 'a', Value: 'b' }] };
    expect(read({ Jobs: { Type: 'AWS::SQS::Queue', Properties } }).all(queue)).toHaveLength(1);
  });
});

describe('what the local cloud does not know stops the start', () => {
  test.each<[title: string, message: string, resources: object, rest?: object]>([
    [
      'a resource type',
      'Bucket: the local cloud does not know the type AWS::Kinesis::Stream.',
      { Bucket: { Type: 'AWS::Kinesis::Stream' } },
    ],
    [
      'a property',
      'Jobs (AWS::SQS::Queue): the local cloud does not know the property KmsMasterKeyId.',
      { Jobs: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: 'key' } } },
    ],
    [
      'a property inside another',
      'Poll (AWS::Lambda::EventSourceMapping): the local cloud does not know the property ScalingConfig.MinimumPollers.',
      {
        Poll: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: 'a', FunctionName: 'f', ScalingConfig: { MinimumPollers: 1 } },
        },
      },
    ],
    [
      'a customer key of a queue, whose permissions are not evaluated',
      'Jobs (AWS::SQS::Queue): the local cloud does not know the property KmsMasterKeyId.',
      { Jobs: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: 'key' } } },
    ],
    [
      'an attribute',
      'Jobs (AWS::SQS::Queue): the local cloud does not know the attribute Colour.',
      { Jobs: { Type: 'AWS::SQS::Queue' } },
      { Outputs: { A: { Value: { 'Fn::GetAtt': ['Jobs', 'Colour'] } } } },
    ],
    [
      'a section',
      'The template: the local cloud does not know Transform.',
      {},
      { Transform: 'AWS::Serverless-2016-10-31' },
    ],
    [
      'an attribute of a resource entry',
      'Resources.Jobs: the local cloud does not know CreationPolicy.',
      { Jobs: { Type: 'AWS::SQS::Queue', CreationPolicy: {} } },
    ],
    [
      'a parameter without a default',
      'The parameter Size of the template has no default.',
      { Jobs: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: { Ref: 'Size' } } } },
      { Parameters: { Size: { Type: 'Number' } } },
    ],
    [
      'a reference to nothing',
      'The template refers to Nobody, which it does not define.',
      { Jobs: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Nobody' } } } },
    ],
    [
      'a circle of references',
      ' refers to itself in a circle.',
      {
        One: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::GetAtt': ['Two', 'QueueName'] } } },
        Two: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::GetAtt': ['One', 'QueueName'] } } },
      },
    ],
    [
      'a value it cannot act on',
      'Api (AWS::ApiGatewayV2::Api): the property ProtocolType is not one the local cloud can act on',
      { Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'a', ProtocolType: 'WEBSOCKET' } } },
    ],
  ])('%s', (_, message, ...[resources, rest]) => {
    expect(refusal(resources, rest)).toContain(message);
  });
});

test('every property that makes no difference has a reason, in one sentence', () => {
  for (const { type, noDifference } of RESOURCE_TYPES.values()) {
    for (const [property, reason] of Object.entries(noDifference)) {
      expect(`${type} ${property}: ${reason}`).toMatch(/: [A-Z].{10,}\.$/);
    }
  }
});
