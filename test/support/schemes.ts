/** Settings under which deliveries are signed by Standard Webhooks (https://www.standardwebhooks.com). */
export const STANDARD_WEBHOOKS = {
  signatureHeader: 'webhook-signature',
  signatureEncoding: 'base64',
  signaturePrefix: 'v1,',
  signedContent: '{id}.{timestamp}.{body}',
  signingSecretEncoding: 'base64',
  timestampHeader: 'webhook-timestamp',
  idHeader: 'webhook-id',
};

/** Settings of a stack that asks for such signatures, and looks for lost deliveries by a schedule. */
export const SIGNED = { authentication: 'both', ...STANDARD_WEBHOOKS, reconcileMinutes: '15' };
