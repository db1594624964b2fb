import fc from 'fast-check';
import type { SignatureScheme } from '../../../lambdas/authentication/policy.ts';
import { verifySignature } from '../../../lambdas/authentication/signature.ts';
import { newSigningSecret, signatureHeaders } from '../../../local/simulator/sign.ts';
import { runs } from '../../support/properties.ts';

const NOW = Date.parse('2026-02-24T10:30:00.000Z');

const scheme: fc.Arbitrary<SignatureScheme> = fc
  .record({
    algorithm: fc.constantFrom('sha256' as const, 'sha512' as const),
    encoding: fc.constantFrom('hex' as const, 'base64' as const),
    prefix: fc.constantFrom('', 'sha256=', 'v1,', 'v1=', '$^.*[', '\\'),
    secretEncoding: fc.constantFrom('utf8' as const, 'hex' as const, 'base64' as const),
    content: fc.constantFrom(
      '{body}',
      '{timestamp}.{body}',
      '{id}.{timestamp}.{body}',
      '{body}{id}',
      'v0:{timestamp}:{body}',
    ),
  })
  .map((parts) => ({
    ...parts,
    header: 'x-signature',
    ...(parts.content.includes('{timestamp}') && {
      timestamp: { header: 'x-timestamp', prefix: '', toleranceSeconds: 300 },
    }),
    ...(parts.content.includes('{id}') && { idHeader: 'x-id' }),
  }));
const signed = fc.record({
  scheme,
  body: fc.string({ unit: 'binary', maxLength: 200 }),
  id: fc.stringMatching(/^[\w-]{1,30}$/),
});

function verify(body: Uint8Array, headers: Record<string, string>, scheme: SignatureScheme, secret: string, now = NOW) {
  const text = scheme.secretEncoding === 'base64' ? secret.replace(/^whsec_/, '') : secret;
  return verifySignature({ headers, raw: body }, scheme, [Buffer.from(text, scheme.secretEncoding)], now);
}

test('what was signed is let in, under any scheme', () => {
  fc.assert(
    fc.property(signed, ({ scheme, body, id }) => {
      const secret = newSigningSecret(scheme);
      const headers = signatureHeaders({ body, id, now: NOW }, scheme, secret);
      expect(verify(Buffer.from(body), headers, scheme, secret)).toBeUndefined();
    }),
    runs,
  );
});

test('one bit of the body changed, and it is not', () => {
  const bit = fc.tuple(fc.nat(), fc.nat(7));
  fc.assert(
    fc.property(signed, bit, ({ scheme, body, id }, [at, shift]) => {
      fc.pre(body.length > 0);
      const secret = newSigningSecret(scheme);
      const headers = signatureHeaders({ body, id, now: NOW }, scheme, secret);
      const bytes = Buffer.from(body);
      bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << shift);
      expect(verify(bytes, headers, scheme, secret)).toBe('signature-mismatch');
    }),
    runs,
  );
});

test('no header that a stranger makes up is let in, and none breaks the verifier', () => {
  const value = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.stringMatching(/^(sha256=|v1,|v1=)?[0-9a-f]{64}$/),
    fc.base64String({ minLength: 44, maxLength: 88 }),
    fc.constantFrom('', ',', ' ', 'undefined', '0'.repeat(64)),
  );
  const headers = fc.dictionary(fc.constantFrom('x-signature', 'x-timestamp', 'x-id', 'x-other'), value);
  fc.assert(
    fc.property(signed, headers, ({ scheme, body }, headers) => {
      const refusal = verify(Buffer.from(body), headers, scheme, newSigningSecret(scheme));
      expect(['signature-missing', 'id-missing', 'timestamp-missing', 'signature-mismatch']).toContain(refusal);
    }),
    runs,
  );
});

test('a time is accepted exactly as far from now as is tolerated', () => {
  const withTime = signed.filter(({ scheme }) => scheme.timestamp !== undefined);
  fc.assert(
    fc.property(withTime, fc.integer({ min: -1_000, max: 1_000 }), ({ scheme, body, id }, secondsAway) => {
      const secret = newSigningSecret(scheme);
      const headers = signatureHeaders({ body, id, now: NOW + secondsAway * 1000 }, scheme, secret);
      const expected = Math.abs(secondsAway) <= 300 ? undefined : 'timestamp-stale';
      expect(verify(Buffer.from(body), headers, scheme, secret)).toBe(expected);
    }),
    runs,
  );
});
