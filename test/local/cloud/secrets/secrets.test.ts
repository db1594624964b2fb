import type { Json } from '../../../../local/cloud/aws/replies.ts';
import { placeOf } from '../../../../local/cloud/place.ts';
import { secret } from '../../../../local/cloud/resources/secrets-manager.ts';
import { createSecrets } from '../../../../local/cloud/secrets/secrets.ts';
import { readTemplate } from '../../../../local/cloud/template.ts';

function secretsOf(properties: object) {
  const place = placeOf({ stackName: 'shop', apiUrl: '', awsUrl: '' });
  const Resources = { Token: { Type: 'AWS::SecretsManager::Secret', Properties: properties } };
  return createSecrets(readTemplate({ Resources }, place).all(secret), () => 5_000);
}

const NAME = 'shop-Token';

describe('a generated value', () => {
  const generated = (GenerateSecretString: object) => secretsOf({ GenerateSecretString }).get(NAME) ?? '';

  test('stands under its key in the template', () => {
    const value = JSON.parse(
      generated({
        SecretStringTemplate: '{"user":"u"}',
        GenerateStringKey: 'token',
        PasswordLength: 43,
        ExcludePunctuation: true,
      }),
    );
    expect(value).toEqual({ user: 'u', token: expect.stringMatching(/^[A-Za-z0-9]{43}$/) });
  });

  test('is another one each time', () => {
    expect(generated({})).not.toBe(generated({}));
    expect(generated({})).toHaveLength(32);
  });

  test('leaves out what is excluded, and has each type that is not', () => {
    expect(
      generated({ PasswordLength: 200, ExcludeLowercase: true, ExcludePunctuation: true, ExcludeCharacters: '0O' }),
    ).toMatch(/^[A-NP-Z1-9]{200}$/);
    const four = generated({ PasswordLength: 4 });
    expect(four).toMatch(/[a-z]/);
    expect(four).toMatch(/[A-Z]/);
    expect(four).toMatch(/[0-9]/);
    expect(four).toMatch(/[^A-Za-z0-9]/);
  });
});

describe('a secret', () => {
  test('is found by its ARN, its ARN without the last six characters, and its name', async () => {
    const secrets = secretsOf({ SecretString: 'hush' });
    const arn = secrets.arnOf(NAME) ?? '';
    expect(arn).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:shop-Token-[0-9a-z]{6}$/);
    for (const SecretId of [arn, arn.slice(0, -7), NAME]) {
      expect(await secrets.call('GetSecretValue', { SecretId })).toMatchObject({
        status: 200,
        body: { ARN: arn, Name: NAME, SecretString: 'hush', CreatedDate: 5 },
      });
    }
  });

  test('that does not exist is an error, and so is one without a value, in the words of AWS', async () => {
    const secrets = secretsOf({});
    expect(await secrets.call('GetSecretValue', { SecretId: 'other' })).toMatchObject({
      status: 400,
      body: { __type: 'ResourceNotFoundException', message: "Secrets Manager can't find the specified secret." },
    });
    expect(await secrets.call('GetSecretValue', { SecretId: NAME })).toMatchObject({
      status: 400,
      body: {
        __type: 'ResourceNotFoundException',
        message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
      },
    });
    expect(secrets.get(NAME)).toBeUndefined();
    expect(() => secrets.put('other', 'x')).toThrow('The stack has no secret other.');
  });

  test('keeps the value before the last one as AWSPREVIOUS, and none older', async () => {
    const secrets = secretsOf({ SecretString: 'one' });
    const put = async (SecretString: string) =>
      (await secrets.call('PutSecretValue', { SecretId: NAME, SecretString })).body.VersionId;
    const get = async (input: Json) =>
      (await secrets.call('GetSecretValue', { SecretId: NAME, ...input })).body.SecretString;
    const two = await put('two');
    const three = await put('three');
    expect(await get({})).toBe('three');
    expect(await get({ VersionStage: 'AWSPREVIOUS' })).toBe('two');
    expect(await get({ VersionId: two })).toBe('two');
    expect((await secrets.call('DescribeSecret', { SecretId: NAME })).body.VersionIdsToStages).toEqual({
      [String(two)]: ['AWSPREVIOUS'],
      [String(three)]: ['AWSCURRENT'],
    });
  });

  test('takes the same request twice, but not the same token with another value', async () => {
    const secrets = secretsOf({});
    const put = (SecretString: string) =>
      secrets.call('PutSecretValue', { SecretId: NAME, SecretString, ClientRequestToken: 'token' });
    expect((await put('a')).body).toEqual((await put('a')).body);
    expect((await put('b')).body.__type).toBe('ResourceExistsException');
  });

  test('can hold bytes', async () => {
    const secrets = secretsOf({});
    await secrets.call('PutSecretValue', { SecretId: NAME, SecretBinary: 'aGk=' });
    expect((await secrets.call('GetSecretValue', { SecretId: NAME })).body).toMatchObject({ SecretBinary: 'aGk=' });
    expect(secrets.get(NAME)).toBeUndefined();
  });
});
