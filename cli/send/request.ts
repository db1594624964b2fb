import type { SendRequest } from '../../lambdas/outbox/request.ts';
import { type ReadRequest, Refusal, readRequest } from '../../lambdas/outbox/request.ts';
import type { MediaType } from '../../lambdas/pilot-status/content.ts';
import { UsageError } from '../terminal/errors.ts';
import { readTimeAhead } from '../terminal/time.ts';

/** A message as a person gives it on the command line. */
export interface MessageOptions {
  key?: string;
  number?: string;
  text?: string;
  template?: string;
  variable?: string[];
  media?: string;
  type?: MediaType;
  caption?: string;
  at?: string;
  expires?: string;
  reference?: string;
}

/**
 * Makes the request to the outbox of options.
 *
 * @param now epoch ms
 * @returns the request, and what the outbox will read in it
 * @throws UsageError for what the outbox would refuse whatever the ledger holds
 */
export function sendRequest(
  to: string,
  options: MessageOptions,
  now: number,
): { request: SendRequest; read: ReadRequest } {
  const { key, number, text, template, media, reference } = options;
  if (key === undefined) {
    throw new UsageError(
      'Give --key with a name of your own for this message, such as order-1234-shipped: under one key a message is ' +
        'sent once, however often you run this. A key made up here would be another each time',
    );
  }
  const request = {
    to,
    key,
    ...(number !== undefined && { number }),
    ...(text !== undefined && { text }),
    ...(template !== undefined && { template: templateOf(template, options) }),
    ...(media !== undefined && { media: mediaOf(media, options) }),
    ...(options.at !== undefined && { at: readTimeAhead(options.at, now) }),
    ...(options.expires !== undefined && { expires: readTimeAhead(options.expires, now) }),
    ...(reference !== undefined && { reference }),
  };
  checkCompanions(options);
  try {
    return { request, read: readRequest(request, now) };
  } catch (error) {
    if (error instanceof Refusal) throw new UsageError(error.message);
    throw error;
  }
}

function templateOf(id: string, { variable = [] }: MessageOptions): NonNullable<SendRequest['template']> {
  if (variable.length === 0) return { id };
  const pairs = variable.map((pair) => {
    const [, name, value] = /^([^=]+)=([\s\S]*)$/.exec(pair) ?? [];
    if (name !== undefined && value !== undefined) return [name, value];
    throw new UsageError(`--variable ${pair}: write it as name=value`);
  });
  return { id, variables: Object.fromEntries(pairs) };
}

function mediaOf(url: string, { type, caption }: MessageOptions): NonNullable<SendRequest['media']> {
  if (type === undefined) throw new UsageError('--media needs --type: image, video, audio or document');
  return { url, type, ...(caption !== undefined && { caption }) };
}

/** @throws UsageError for an option that would be left out without a word */
function checkCompanions({ template, variable, media, type, caption }: MessageOptions): void {
  if (variable !== undefined && template === undefined) throw new UsageError('--variable goes with --template');
  if (media !== undefined) return;
  if (type !== undefined || caption !== undefined) throw new UsageError('--type and --caption go with --media');
}
