import fc from 'fast-check';
import { openEndpoint } from '../../support/endpoint.ts';
import { runs } from '../../support/properties.ts';

/** Keys and values that receivers of webhooks stumble over. */
const key = fc.oneof(
  fc.constantFrom(
    'event',
    'data',
    'id',
    'messageId',
    'from',
    'numberId',
    'fromMe',
    '__proto__',
    'constructor',
    'toString',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const value = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary', maxLength: 50 }),
    fc.constantFrom('message.received', 'message.sent', '\uD800', '\uFFFF', '\0', '😀', 'x'.repeat(10_240)),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(key, tie('json'), { maxKeys: 6 }),
  ),
})).json;
const object = fc.dictionary(key, value, { maxKeys: 8 }).map((json) => JSON.stringify(json));

test('every JSON object is accepted, and means the same on the queue', async () => {
  await fc.assert(
    fc.asyncProperty(object, async (body) => {
      const { post, sent } = openEndpoint();
      expect((await post({ body: Buffer.from(body) })).statusCode).toBe(200);
      expect(JSON.parse(sent[0]?.body ?? '')).toEqual(JSON.parse(body));
      expect(sent[0]?.body).not.toMatch(/[\uFFFE\uFFFF]/);
    }),
    runs,
  );
});

test('any bytes get an answer of the table, and are on the queue if and only if it is 200', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.tuple(object, fc.nat(), fc.uint8Array({ maxLength: 3 })).map(([json, at, noise]) => damaged(json, at, noise)),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (body) => {
      const { post, sent } = openEndpoint();
      const { statusCode } = await post({ body });
      expect([200, 400]).toContain(statusCode);
      expect(sent).toHaveLength(statusCode === 200 ? 1 : 0);
      if (statusCode === 200) {
        expect(sent[0]?.body).toBe(body.toString().replaceAll('\uFFFE', '\\ufffe').replaceAll('\uFFFF', '\\uffff'));
      }
    }),
    runs,
  );
});

test('what goes along on the queue is short, and text that SQS takes', async () => {
  await fc.assert(
    fc.asyncProperty(object, async (body) => {
      const { post, sent } = openEndpoint();
      await post({ body });
      const { id = '', event = '', receivedAt = '' } = sent[0]?.attributes ?? {};
      for (const attribute of [id, event, receivedAt]) expect(attribute).toMatch(/^[!-~]{1,256}$/);
      expect(sent[0]?.group).toMatch(/^[0-9a-f]{32}$/);
    }),
    runs,
  );
});

function damaged(json: string, at: number, noise: Uint8Array): Buffer {
  const bytes = Buffer.from(json);
  const cut = at % (bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, cut), noise, bytes.subarray(cut + noise.length)]);
}
