import { readConfig } from '../../lib/config.ts';
import { mistakesInEnvironment } from '../../lib/environment-size.ts';
import { SETTINGS } from '../../lib/settings.ts';
import { placeOf } from '../../local/cloud/place.ts';
import { lambdaFunction } from '../../local/cloud/resources/lambda.ts';
import { readTemplate } from '../../local/cloud/template.ts';
import { template } from '../support/stack.ts';

type Variables = Record<string, unknown>;

const environments = (settings: object): [string, Variables][] =>
  Object.entries(template({ ...settings }).findResources('AWS::Lambda::Function')).map(([id, { Properties }]) => [
    id,
    Properties.Environment.Variables,
  ]);

const EVERYTHING = { archiveMedia: 'on', reconcileMinutes: 15 };

test('a stack with the longest words that fit is made, and one with more says what to shorten, and by how much', () => {
  const answers = { optOutReply: 'a'.repeat(500), optInReply: 'b'.repeat(400), optOutWords: 'c'.repeat(300) };
  expect(() => template(answers)).not.toThrow();
  const long = { ...answers, ...EVERYTHING, archiveTypes: `image/png${',audio/ogg'.repeat(200)}` };
  expect(() => template(long)).toThrow(
    /^Invalid configuration:\n {2}the environment of processor takes up to \d+ bytes, \d+ more than Lambda allows; shorten archiveTypes \(2011 bytes\), optOutReply \(502 bytes\), optInReply \(402 bytes\), optOutWords \(302 bytes\), optInWords \(23 bytes\)$/,
  );
});

test('what counts is bytes, not characters', () => {
  const accents = 'ã'.repeat(500);
  const config = { optOutReply: accents, optInReply: accents, optOutWords: accents };
  expect(() => template(config)).toThrow(/shorten optOutWords \(1002 bytes\)/);
});

test('nothing that AWS puts in makes an environment larger than was thought', () => {
  const settings = { ...EVERYTHING, stage: 'a-stage-of-20-letters'.slice(0, 20) };
  const stackName = `pilot-status-${settings.stage}`;
  const read = readTemplate(template(settings).toJSON(), {
    ...placeOf({ stackName, apiUrl: 'https://a1b2c3d4e5.execute-api.ap-southeast-1.amazonaws.com', awsUrl: '' }),
    awsUrl: 'https://sqs.ap-southeast-1.amazonaws.com.cn',
  });
  const estimates = new Map(environments(settings));
  const functions = read.all(lambdaFunction);
  expect(functions).toHaveLength(5);
  for (const { logicalId, properties } of functions) {
    const bytes = JSON.stringify(properties.Environment?.Variables).length;
    const [mistake = ''] = mistakesInEnvironment(
      'it',
      { ...estimates.get(logicalId), FILL: 'x'.repeat(4_096) },
      readConfig({}),
    );
    const estimated = Number(/up to (\d+) bytes/.exec(mistake)?.[1]) - 4_096 - ',"FILL":""'.length;
    expect(estimated).toBeGreaterThanOrEqual(bytes);
  }
});

const base = {
  ...EVERYTHING,
  authentication: 'both',
  signatureHeader: 'x-signature',
  signedContent: '{timestamp}.{id}.{body}',
  timestampHeader: 'x-timestamp',
  idHeader: 'x-id',
  eventBus: 'default',
  botSecrets: 'ANOTHER, CRM_TOKEN',
};
const before = new Map(environments(base));

const texts = Object.entries(SETTINGS).filter(([, { allowed }]) => !/^(one of|a whole number|0, or)/.test(allowed));

test.each(texts.map(([setting]) => setting))(
  'wherever %s makes an environment longer, the message names it',
  (setting) => {
    const values: Record<string, string> = {
      stage: 'long-stage',
      bot: 'another/bot.ts',
      baseUrl: 'https://another.example.com',
      alarmEmail: 'somebody@example.com',
      archiveTypes: 'image/another',
      signedContent: '{timestamp}.{id}.{body}.another',
      botSecrets: 'ANOTHER',
      eventBus: 'arn:aws:events:us-east-1:123456789012:event-bus/another',
      teamEmail: 'somebody@example.com',
      teamWebhook: 'ANOTHER',
      botEnvironment: '{"FURTHER":"value"}',
    };
    const changed = { ...base, [setting]: values[setting] ?? 'another' };
    for (const [id, variables] of environments(changed)) {
      const isOther = JSON.stringify(variables) !== JSON.stringify(before.get(id));
      const [mistake = ''] = mistakesInEnvironment(
        'it',
        { ...variables, FILL: 'x'.repeat(4_096) },
        readConfig(changed),
      );
      expect(mistake).toMatch(isOther ? new RegExp(`[ ,]${setting} \\(`) : /shorten/);
    }
  },
);
