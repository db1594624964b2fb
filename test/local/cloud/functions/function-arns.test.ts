import { readFunctionArns } from '../../../../local/cloud/functions/function-arns.ts';
import { placeOf } from '../../../../local/cloud/place.ts';
import { readTemplate } from '../../../../local/cloud/template.ts';

const place = placeOf({ stackName: 'shop', apiUrl: '', awsUrl: '' });

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:shop-Front';

function read(resources: object = {}): Map<string, string> {
  const code = { Code: { S3Key: 'front.zip' }, Handler: 'index.handler', Runtime: 'nodejs24.x', Role: 'role' };
  const Resources = {
    Front: { Type: 'AWS::Lambda::Function', Properties: code },
    First: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Front' } } },
    Live: {
      Type: 'AWS::Lambda::Alias',
      Properties: {
        Name: 'live',
        FunctionName: { Ref: 'Front' },
        FunctionVersion: { 'Fn::GetAtt': ['First', 'Version'] },
      },
      UpdatePolicy: { CodeDeployLambdaAliasUpdate: {} },
    },
    ...resources,
  };
  return readFunctionArns(readTemplate({ Resources }, place));
}

test.each([ARN, `${ARN}:1`, `${ARN}:live`, 'shop-Front', 'shop-Front:1', 'shop-Front:live'])(
  '%s stands for the function',
  (named) => {
    expect(read().get(named)).toBe(ARN);
  },
);

test('an alias that there is not stands for nothing', () => {
  expect(read().get(`${ARN}:canary`)).toBeUndefined();
});

test('a version of no function, and an alias of no version, stop the start', () => {
  const version = (FunctionName: string) => ({ Type: 'AWS::Lambda::Version', Properties: { FunctionName } });
  const alias = { Name: 'next', FunctionName: 'shop-Front', FunctionVersion: '2' };
  expect(() => read({ Lost: version('other') })).toThrow('Lost: its function other is not in the stack.');
  expect(() => read({ Next: { Type: 'AWS::Lambda::Alias', Properties: alias } })).toThrow(
    'Next: its version 2 is not in the stack.',
  );
});

test('an alias that shares the work between two versions stops the start, for there is one', () => {
  const Properties = {
    Name: 'next',
    FunctionName: 'shop-Front',
    FunctionVersion: '1',
    RoutingConfig: { AdditionalVersionWeights: [] },
  };
  expect(() => read({ Next: { Type: 'AWS::Lambda::Alias', Properties } })).toThrow('RoutingConfig');
});
