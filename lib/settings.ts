import { z } from 'zod';

/** The retention periods that CloudWatch Logs accepts, in days (PutRetentionPolicy). */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
];

interface Setting<T> {
  /** Accepts the value as written in `cdk.json`, or as the text that `-c key=value` gives. */
  schema: z.ZodType<T>;
  default: T;
  /** What is allowed, in words, for the error message and docs/settings.md. */
  allowed: string;
  /** What the setting does, in one sentence. */
  purpose: string;
}

type Settings = Record<string, Setting<unknown>>;

const STACK = {
  stage: text({
    default: 'prod',
    pattern: /^[a-z][a-z0-9-]{0,19}$/,
    allowed: '1 to 20 lower-case letters, digits and dashes, starting with a letter',
    purpose: 'The name of the stack is `pilot-status-<stage>`; one account can hold several stages.',
  }),
  bot: text({
    default: 'lambdas/bot.ts',
    pattern: /^\S(.*\S)?\.[cm]?[jt]s$/,
    allowed: 'the path of a TypeScript or JavaScript file, from the root of the project',
    purpose: 'The file of your bot.',
  }),
  baseUrl: text({
    default: 'https://pilotstatus.com.br',
    pattern: /^https:\/\/[^\s/?#@]+$/,
    allowed: 'an https origin without a path, such as https://pilotstatus.com.br',
    purpose: "The origin of the vendor's API.",
  }),
  removalPolicy: choice({
    default: 'retain',
    of: ['retain', 'destroy'],
    purpose: 'What `cdk destroy` does with the ledger, the secrets, the logs and the files.',
  }),
  deployment: choice({
    default: 'all-at-once',
    of: ['all-at-once', 'canary'],
    purpose:
      'How new code is deployed: at once, or first to a tenth of the invocations for ten minutes, with an ' +
      'automatic rollback if an alarm goes off.',
  }),
  ledgerRetentionDays: whole({
    default: 30,
    from: 29,
    to: 3650,
    purpose: 'How long the ledger keeps records, in days; longer than a message can stay in its queues, which is 28.',
  }),
  ledgerWarmWrites: whole({
    default: 4_000,
    from: 4_000,
    to: 40_000,
    purpose:
      'Writes per second that the ledger accepts at once. More than the 4000 of a new table is charged once, ' +
      'and [cannot be lowered](upgrading.md#settings-that-aws-keeps).',
  }),
  ingestMemory: whole({ default: 256, from: 128, to: 10_240, purpose: 'Memory of the ingest function, in MB.' }),
  processorMemory: whole({ default: 256, from: 128, to: 10_240, purpose: 'Memory of the processor, in MB.' }),
  replyMemory: whole({ default: 256, from: 128, to: 10_240, purpose: 'Memory of the reply function, in MB.' }),
} satisfies Settings;

const ENDPOINT = {
  authentication: choice({
    default: 'token',
    of: ['token', 'hmac', 'both'],
    purpose: 'What a delivery must present: the token in the URL, a signature, or both.',
  }),
  signatureHeader: header({ purpose: 'The header with the signature; needed for `hmac` and `both`.' }),
  signatureAlgorithm: choice({
    default: 'sha256',
    of: ['sha256', 'sha512'],
    purpose: 'The hash of the HMAC.',
  }),
  signatureEncoding: choice({
    default: 'hex',
    of: ['hex', 'base64'],
    purpose: 'The encoding of the signature.',
  }),
  signaturePrefix: prefix({ purpose: 'The text before each signature in its header, such as `sha256=` or `v1,`.' }),
  signedContent: text({
    default: '{body}',
    pattern: /^[ -~]{1,200}$/,
    allowed: 'a text with {body} and, if they are signed, {timestamp} and {id}, such as {timestamp}.{body}',
    purpose: 'The template of the signed text.',
  }),
  signingSecretEncoding: choice({
    default: 'utf8',
    of: ['utf8', 'hex', 'base64'],
    purpose: 'The encoding of the signing secret; with `base64` it may begin with `whsec_`.',
  }),
  timestampHeader: header({
    purpose: 'The header with the time of signing, in seconds or ms since 1970, or ISO 8601.',
  }),
  timestampPrefix: prefix({ purpose: 'The text before the time in its header, such as `t=`.' }),
  timestampToleranceSeconds: whole({
    default: 300,
    from: 1,
    to: 604_800,
    purpose: 'How far the time of signing may be from now, in seconds.',
  }),
  idHeader: header({ purpose: 'The header with the value of `{id}`.' }),
  accessLogs: choice({
    default: 'off',
    of: ['off', 'on'],
    purpose: 'Whether API Gateway logs a line for each request, including those of strangers.',
  }),
  throttleRate: whole({ default: 500, from: 1, to: 10_000, purpose: 'Requests per second that the API accepts.' }),
  throttleBurst: whole({ default: 1_000, from: 1, to: 5_000, purpose: 'Requests that the API accepts at once.' }),
  reconcileMinutes: whole({
    default: 0,
    from: 0,
    to: 1_440,
    purpose: "How often the vendor's log is searched for lost deliveries, in minutes; 0 for never.",
  }),
} satisfies Settings;

const BOT = {
  botSecrets: text({
    default: '',
    pattern: /^([A-Z][A-Z0-9_]{0,63}(\s*,\s*[A-Z][A-Z0-9_]{0,63}){0,19})?$/,
    allowed: 'up to 20 names in capitals, separated by commas, such as MODEL_KEY, CRM_TOKEN; or nothing',
    purpose:
      'Secrets of your bot: each name is a secret that only the processor can read, with ' +
      "[`await secret('MODEL_KEY')`](llm.md).",
  }),
  botEnvironment: {
    schema: z.preprocess(fromJson, z.record(z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/), z.string().max(2_000))),
    default: {} as Record<string, string>,
    allowed: 'an object from names in capitals to texts (on the command line as JSON), such as {"MODEL": "small"}',
    purpose: 'Environment variables of your bot, which are no secrets.',
  },
  botTimeoutSeconds: whole({
    default: 10,
    from: 1,
    to: 400,
    purpose: 'How long your bot may take for one message, in seconds.',
  }),
  maxAttempts: whole({
    default: 10,
    from: 2,
    to: 100,
    purpose: 'How often your bot may fail on a message before the message goes to the dead-letter queue.',
  }),
  processorConcurrency: whole({
    default: 3,
    from: 2,
    to: 1_000,
    purpose: 'Processors that run at once; 3 + 3 leaves room for ingest in a new account, which may run 10 functions.',
  }),
  processorPollers: {
    schema: numeric().pipe(z.union([z.literal(0), z.int().min(2).max(200)])),
    default: 0,
    allowed: '0, or a whole number from 2 to 200',
    purpose:
      'Pollers that Lambda keeps ready for the processor, charged by the hour. Each allows ten processors at ' +
      'once, and `processorConcurrency` is ignored. 0 for none; a change to or from 0 takes ' +
      '[one more step](upgrading.md#settings-that-aws-keeps).',
  },
  replyConcurrency: whole({
    default: 3,
    from: 2,
    to: 1_000,
    purpose: 'Reply functions that run at once, and so calls to the vendor at once.',
  }),
  repliesPerSecond: whole({
    default: 20,
    from: 1,
    to: 1_000,
    purpose: 'Maximum of replies sent per second, shared evenly by the `replyConcurrency` functions.',
  }),
  replyUsefulHours: whole({
    default: 24,
    from: 1,
    to: 24 * 7,
    purpose: 'A reply older than this is not sent, not even as a template.',
  }),
  sendTimeoutSeconds: whole({
    default: 10,
    from: 1,
    to: 60,
    purpose: "How long the vendor's API may take to answer one send, in seconds.",
  }),
  onUnknownSend: choice({
    default: 'park',
    of: ['park', 'resend'],
    purpose: "What happens to a reply whose send got no answer, if the vendor's history does not show the outcome.",
  }),
  unknownSettleSeconds: whole({
    default: 60,
    from: 12,
    to: 3_600,
    purpose:
      "How long after such a send the vendor's history is searched, in seconds; at least 2 × " +
      '`sendTimeoutSeconds` + 10.',
  }),
} satisfies Settings;

const RULES = {
  optOutWords: words({
    default: 'STOP, PARAR, PARE, UNSUBSCRIBE, DESCADASTRAR, BAJA',
    purpose: 'Words that opt a contact out, each as a whole message; case, accents and style are ignored.',
  }),
  optInWords: words({ default: 'START, VOLTAR, VOLVER', purpose: 'Words that opt such a contact in again.' }),
  optOutReply: sentence({
    default: 'auto',
    purpose: 'The one answer to an opt-out word; `auto` for a standard text in `language`.',
  }),
  optInReply: sentence({ default: 'auto', purpose: 'The answer to an opt-in word; `auto` as above.' }),
  language: choice({
    default: 'auto',
    of: ['auto', 'pt-BR', 'en', 'es'],
    purpose:
      'The language of these answers; `auto` is `pt-BR` for numbers that begin with +55, otherwise `en`. With `pt-BR` ' +
      'the alarms are described in Portuguese, too.',
  }),
  maxMessageAgeHours: whole({
    default: 24,
    from: 0,
    to: 24 * 365,
    purpose:
      'The bot is not asked about a message that arrives older than this, as may happen after a reconnect. 0 for ' +
      'any age.',
  }),
  humanTakeoverMinutes: whole({
    default: 60,
    from: 0,
    to: 10_080,
    purpose:
      'How long the bot keeps quiet after a person has written to the contact from the phone, in minutes; 0 for ' +
      'not at all.',
  }),
  apiMessagesTakeOver: choice({
    default: 'off',
    of: ['off', 'on'],
    purpose:
      "Whether the same applies to messages that another system sends through the vendor's API, such as order notices.",
  }),
  maxRepliesPerHour: whole({
    default: 30,
    from: 1,
    to: 1_000,
    purpose: 'Maximum of answers to one contact in an hour, so that two bots cannot talk endlessly.',
  }),
  cooldownSeconds: whole({
    default: 0,
    from: 0,
    to: 86_400,
    purpose: 'How long the same answer is not repeated to the same contact, in seconds; 0 for no limit.',
  }),
  debounceSeconds: whole({
    default: 0,
    from: 0,
    to: 60,
    purpose: 'How long the bot waits for more messages of a contact before it answers, in seconds; 0 for not at all.',
  }),
  windowHours: whole({
    default: 24,
    from: 0,
    to: 24 * 7,
    purpose: "How long after a contact's message free text may be sent, in hours; 0 for numbers without such a window.",
  }),
  windowTemplate: text({
    default: '',
    pattern: /^[!-~]{0,256}$/,
    allowed: 'the id of a template, or nothing',
    purpose: 'The template that is sent instead of a reply whose window has closed; without one, nothing is sent.',
  }),
  secondsBetweenReplies: whole({
    default: 0,
    from: 0,
    to: 60,
    purpose:
      'Minimum time between two messages to one contact, in seconds; WhatsApp allows about one in six seconds. 0 ' +
      'for none.',
  }),
} satisfies Settings;

const MEDIA = {
  archiveMedia: choice({
    default: 'off',
    of: ['off', 'on'],
    purpose: "Whether a private S3 bucket keeps a copy of each file that a contact sends; the vendor's links expire.",
  }),
  archiveMaxMegabytes: whole({
    default: 16,
    from: 1,
    to: 100,
    purpose: 'The largest file that is kept, in MB; more than 16 needs a `processorMemory` of 512.',
  }),
  archiveDays: whole({ default: 30, from: 1, to: 3650, purpose: 'How long a file is kept, in days.' }),
  archiveTypes: text({
    default: 'image/*,audio/*,video/*,application/pdf',
    pattern: /^[a-z]+\/(\*|[a-z0-9.+-]+)(,[a-z]+\/(\*|[a-z0-9.+-]+))*$/,
    allowed: 'MIME types in lower case, separated by commas; `image/*` is every kind of image',
    purpose: "The types of file that are kept, as stated by the file's server.",
  }),
} satisfies Settings;

const TRANSCRIPTS = {
  transcripts: choice({
    default: 'off',
    of: ['off', 'on'],
    purpose: 'Whether what is said is kept, encrypted, [for people to read](privacy.md#transcripts).',
  }),
  transcriptDays: whole({
    default: 30,
    from: 1,
    to: 3650,
    purpose:
      'How long it is kept, in days; `ledgerRetentionDays` at most, because the ledger is how `forget` finds it.',
  }),
} satisfies Settings;

const EVENTS = {
  eventBus: text({
    default: '',
    pattern: /^(default|arn:aws[\w-]*:events:[\w-]+:\d{12}:event-bus\/[\w./-]{1,256})?$/,
    allowed: '`default`, the ARN of an event bus, or nothing',
    purpose: 'The bus of Amazon EventBridge to which everything that happens is put, for [other systems](events.md).',
  }),
  eventContent: choice({
    default: 'off',
    of: ['off', 'on'],
    purpose: 'Whether these events hold who wrote, and what; otherwise ids and the hash of the contact.',
  }),
  teamEmail: text({
    default: '',
    pattern: /^$|^[^\s@]+@[^\s@]+\.[^\s@]+$/,
    allowed: 'an e-mail address, or nothing',
    purpose: 'Who gets a mail when the bot hands a conversation over to a person; needs `eventBus`.',
  }),
  teamWebhook: text({
    default: '',
    pattern: /^([A-Z][A-Z0-9_]{0,63})?$/,
    allowed: 'one of the names in `botSecrets`, or nothing',
    purpose: 'The secret with an incoming webhook, such as one of Slack, that is told the same; needs `eventBus`.',
  }),
} satisfies Settings;

const MONITORING = {
  alarmEmail: text({
    default: '',
    pattern: /^$|^[^\s@]+@[^\s@]+\.[^\s@]+$/,
    allowed: 'an e-mail address, or nothing',
    purpose: 'The address that gets the alarms; AWS asks it to confirm.',
  }),
  dashboard: choice({
    default: 'on',
    of: ['on', 'off'],
    purpose: 'Whether there is a CloudWatch dashboard; an account has three for free.',
  }),
  monthlyBudgetUsd: whole({
    default: 0,
    from: 0,
    to: 1_000_000,
    purpose:
      "A budget in US dollars: `alarmEmail` gets a mail when this month's AWS bill of the whole account reaches " +
      '80 % of it or is forecast to exceed it; 0 for no budget.',
  }),
  logLevel: choice({
    default: 'INFO',
    of: ['DEBUG', 'INFO', 'WARN', 'ERROR'],
    purpose:
      'The lowest level of log line that the functions write. `DEBUG` lines may quote what a contact wrote; ' +
      'above `INFO`, some [metrics and alarms](decisions/0017-metrics-are-read-from-the-log.md) do not work.',
  }),
  tracing: choice({
    default: 'off',
    of: ['off', 'on'],
    purpose: 'Whether X-Ray traces the functions; the log lines of a kept trace have its id in `trace`.',
  }),
  logRetentionDays: {
    schema: numeric().refine((days) => LOG_RETENTION_DAYS.includes(days)),
    default: 30,
    allowed: `one of ${LOG_RETENTION_DAYS.join(', ')}`,
    purpose: 'How long CloudWatch keeps the log lines, in days.',
  },
} satisfies Settings;

/** The settings as the documentation groups them: a heading and its settings. */
export const SETTING_GROUPS: [string, Settings][] = [
  ['The stack', STACK],
  ['The endpoint', ENDPOINT],
  ['The bot and its replies', BOT],
  ["WhatsApp's rules around the bot", RULES],
  ['Media', MEDIA],
  ['Transcripts', TRANSCRIPTS],
  ['Events for others', EVENTS],
  ['Monitoring', MONITORING],
];

/** Every setting of the stack; `npm run docs` makes docs/settings.md from it. */
export const SETTINGS = { ...STACK, ...ENDPOINT, ...BOT, ...RULES, ...MEDIA, ...TRANSCRIPTS, ...EVENTS, ...MONITORING };

/** A checked configuration: every setting with its value. */
export type Config = { [Key in keyof typeof SETTINGS]: (typeof SETTINGS)[Key]['default'] };

/** An object that was given as text, as on the command line; anything else as it is. */
function fromJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function text(setting: { default: string; pattern: RegExp; allowed: string; purpose: string }): Setting<string> {
  return { ...setting, schema: z.string().regex(setting.pattern) };
}

function words({ default: preset, purpose }: { default: string; purpose: string }): Setting<string> {
  const pattern = /^[^"\\]{0,500}$/;
  return text({ default: preset, pattern, allowed: 'words separated by commas, or nothing', purpose });
}

function sentence({ default: preset, purpose }: { default: string; purpose: string }): Setting<string> {
  return text({ default: preset, pattern: /^[\s\S]{0,500}$/, allowed: 'up to 500 characters, or nothing', purpose });
}

function header({ purpose }: { purpose: string }): Setting<string> {
  // RFC 9110: the characters of a field name.
  const pattern = /^[\w!#$%&'*+.^`|~-]{0,100}$/;
  return text({ default: '', pattern, allowed: 'the name of a header, or nothing', purpose });
}

function prefix({ purpose }: { purpose: string }): Setting<string> {
  return text({ default: '', pattern: /^[!-~]{0,32}$/, allowed: 'up to 32 characters without spaces', purpose });
}

function choice<const T extends string>(setting: { default: T; of: readonly T[]; purpose: string }): Setting<T> {
  const schema = z.custom<T>((value) => setting.of.includes(value as T));
  return { ...setting, schema, allowed: `one of ${setting.of.join(', ')}` };
}

function whole(setting: { default: number; from: number; to: number; purpose: string }): Setting<number> {
  const { from, to } = setting;
  return {
    ...setting,
    schema: numeric().pipe(z.int().min(from).max(to)),
    allowed: `a whole number from ${from} to ${to}`,
  };
}

function numeric(): z.ZodType<number> {
  return z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);
}
