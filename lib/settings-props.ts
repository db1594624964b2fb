// Made by `npm run docs` from lib/settings.ts: change that.

/** The settings of a webhook, all of them optional. */
export interface SettingsProps {
  // The stack
  /**
   * The origin of the vendor's API. Allowed: an https origin without a path, such as https://pilotstatus.com.br.
   * @default "https://pilotstatus.com.br"
   */
  readonly baseUrl?: string;
  /**
   * What `cdk destroy` does with the ledger, the secrets, the logs and the files. Allowed: one of retain, destroy.
   * @default "retain"
   */
  readonly removalPolicy?: 'retain' | 'destroy';
  /**
   * How new code is deployed: at once, or first to a tenth of the invocations for ten minutes, with an automatic
   * rollback if an alarm goes off. Allowed: one of all-at-once, canary.
   * @default "all-at-once"
   */
  readonly deployment?: 'all-at-once' | 'canary';
  /**
   * How long the ledger keeps records, in days; longer than a message can stay in its queues, which is 28. Allowed:
   * a whole number from 29 to 3650.
   * @default 30
   */
  readonly ledgerRetentionDays?: number;
  /**
   * Writes per second that the ledger accepts at once. More than the 4000 of a new table is charged once, and cannot
   * be lowered. Allowed: a whole number from 4000 to 40000.
   * @default 4000
   */
  readonly ledgerWarmWrites?: number;
  /**
   * Memory of the ingest function, in MB. Allowed: a whole number from 128 to 10240.
   * @default 256
   */
  readonly ingestMemory?: number;
  /**
   * Memory of the processor, in MB. Allowed: a whole number from 128 to 10240.
   * @default 256
   */
  readonly processorMemory?: number;
  /**
   * Memory of the reply function, in MB. Allowed: a whole number from 128 to 10240.
   * @default 256
   */
  readonly replyMemory?: number;

  // The endpoint
  /**
   * What a delivery must present: the token in the URL, a signature, or both. Allowed: one of token, hmac, both.
   * @default "token"
   */
  readonly authentication?: 'token' | 'hmac' | 'both';
  /**
   * The header with the signature; needed for `hmac` and `both`. Allowed: the name of a header, or nothing.
   * @default ""
   */
  readonly signatureHeader?: string;
  /**
   * The hash of the HMAC. Allowed: one of sha256, sha512.
   * @default "sha256"
   */
  readonly signatureAlgorithm?: 'sha256' | 'sha512';
  /**
   * The encoding of the signature. Allowed: one of hex, base64.
   * @default "hex"
   */
  readonly signatureEncoding?: 'hex' | 'base64';
  /**
   * The text before each signature in its header, such as `sha256=` or `v1,`. Allowed: up to 32 characters without
   * spaces.
   * @default ""
   */
  readonly signaturePrefix?: string;
  /**
   * The template of the signed text. Allowed: a text with {body} and, if they are signed, {timestamp} and {id}, such
   * as {timestamp}.{body}.
   * @default "{body}"
   */
  readonly signedContent?: string;
  /**
   * The encoding of the signing secret; with `base64` it may begin with `whsec_`. Allowed: one of utf8, hex, base64.
   * @default "utf8"
   */
  readonly signingSecretEncoding?: 'utf8' | 'hex' | 'base64';
  /**
   * The header with the time of signing, in seconds or ms since 1970, or ISO 8601. Allowed: the name of a header, or
   * nothing.
   * @default ""
   */
  readonly timestampHeader?: string;
  /**
   * The text before the time in its header, such as `t=`. Allowed: up to 32 characters without spaces.
   * @default ""
   */
  readonly timestampPrefix?: string;
  /**
   * How far the time of signing may be from now, in seconds. Allowed: a whole number from 1 to 604800.
   * @default 300
   */
  readonly timestampToleranceSeconds?: number;
  /**
   * The header with the value of `{id}`. Allowed: the name of a header, or nothing.
   * @default ""
   */
  readonly idHeader?: string;
  /**
   * Whether API Gateway logs a line for each request, including those of strangers. Allowed: one of off, on.
   * @default "off"
   */
  readonly accessLogs?: 'off' | 'on';
  /**
   * Requests per second that the API accepts. Allowed: a whole number from 1 to 10000.
   * @default 500
   */
  readonly throttleRate?: number;
  /**
   * Requests that the API accepts at once. Allowed: a whole number from 1 to 5000.
   * @default 1000
   */
  readonly throttleBurst?: number;
  /**
   * How often the vendor's log is searched for lost deliveries, in minutes; 0 for never. Allowed: a whole number
   * from 0 to 1440.
   * @default 0
   */
  readonly reconcileMinutes?: number;

  // The bot and its replies
  /**
   * Secrets of your bot: each name is a secret that only the processor can read, with `await secret('MODEL_KEY')`.
   * Allowed: up to 20 names in capitals, separated by commas, such as MODEL_KEY, CRM_TOKEN; or nothing.
   * @default ""
   */
  readonly botSecrets?: string;
  /**
   * Environment variables of your bot, which are no secrets. Allowed: an object from names in capitals to texts (on
   * the command line as JSON), such as {"MODEL": "small"}.
   * @default {}
   */
  readonly botEnvironment?: Readonly<Record<string, string>>;
  /**
   * How long your bot may take for one message, in seconds. Allowed: a whole number from 1 to 400.
   * @default 10
   */
  readonly botTimeoutSeconds?: number;
  /**
   * How often your bot may fail on a message before the message goes to the dead-letter queue. Allowed: a whole
   * number from 2 to 100.
   * @default 10
   */
  readonly maxAttempts?: number;
  /**
   * Processors that run at once; 3 + 3 leaves room for ingest in a new account, which may run 10 functions. Allowed:
   * a whole number from 2 to 1000.
   * @default 3
   */
  readonly processorConcurrency?: number;
  /**
   * Pollers that Lambda keeps ready for the processor, charged by the hour. Each allows ten processors at once, and
   * `processorConcurrency` is ignored. 0 for none; a change to or from 0 takes one more step. Allowed: 0, or a whole
   * number from 2 to 200.
   * @default 0
   */
  readonly processorPollers?: number;
  /**
   * Reply functions that run at once, and so calls to the vendor at once. Allowed: a whole number from 2 to 1000.
   * @default 3
   */
  readonly replyConcurrency?: number;
  /**
   * Maximum of replies sent per second, shared evenly by the `replyConcurrency` functions. Allowed: a whole number
   * from 1 to 1000.
   * @default 20
   */
  readonly repliesPerSecond?: number;
  /**
   * A reply older than this is not sent, not even as a template. Allowed: a whole number from 1 to 168.
   * @default 24
   */
  readonly replyUsefulHours?: number;
  /**
   * How long the vendor's API may take to answer one send, in seconds. Allowed: a whole number from 1 to 60.
   * @default 10
   */
  readonly sendTimeoutSeconds?: number;
  /**
   * What happens to a reply whose send got no answer, if the vendor's history does not show the outcome. Allowed:
   * one of park, resend.
   * @default "park"
   */
  readonly onUnknownSend?: 'park' | 'resend';
  /**
   * How long after such a send the vendor's history is searched, in seconds; at least 2 × `sendTimeoutSeconds` + 10.
   * Allowed: a whole number from 12 to 3600.
   * @default 60
   */
  readonly unknownSettleSeconds?: number;

  // WhatsApp's rules around the bot
  /**
   * Words that opt a contact out, each as a whole message; case, accents and style are ignored. Allowed: words
   * separated by commas, or nothing.
   * @default "STOP, PARAR, PARE, UNSUBSCRIBE, DESCADASTRAR, BAJA"
   */
  readonly optOutWords?: string;
  /**
   * Words that opt such a contact in again. Allowed: words separated by commas, or nothing.
   * @default "START, VOLTAR, VOLVER"
   */
  readonly optInWords?: string;
  /**
   * The one answer to an opt-out word; `auto` for a standard text in `language`. Allowed: up to 500 characters, or
   * nothing.
   * @default "auto"
   */
  readonly optOutReply?: string;
  /**
   * The answer to an opt-in word; `auto` as above. Allowed: up to 500 characters, or nothing.
   * @default "auto"
   */
  readonly optInReply?: string;
  /**
   * The language of these answers; `auto` is `pt-BR` for numbers that begin with +55, otherwise `en`. With `pt-BR`
   * the alarms are described in Portuguese, too. Allowed: one of auto, pt-BR, en, es.
   * @default "auto"
   */
  readonly language?: 'auto' | 'pt-BR' | 'en' | 'es';
  /**
   * The bot is not asked about a message that arrives older than this, as may happen after a reconnect. 0 for any
   * age. Allowed: a whole number from 0 to 8760.
   * @default 24
   */
  readonly maxMessageAgeHours?: number;
  /**
   * How long the bot keeps quiet after a person has written to the contact from the phone, in minutes; 0 for not at
   * all. Allowed: a whole number from 0 to 10080.
   * @default 60
   */
  readonly humanTakeoverMinutes?: number;
  /**
   * Whether the same applies to messages that another system sends through the vendor's API, such as order notices.
   * Allowed: one of off, on.
   * @default "off"
   */
  readonly apiMessagesTakeOver?: 'off' | 'on';
  /**
   * Maximum of answers to one contact in an hour, so that two bots cannot talk endlessly. Allowed: a whole number
   * from 1 to 1000.
   * @default 30
   */
  readonly maxRepliesPerHour?: number;
  /**
   * How long the same answer is not repeated to the same contact, in seconds; 0 for no limit. Allowed: a whole
   * number from 0 to 86400.
   * @default 0
   */
  readonly cooldownSeconds?: number;
  /**
   * How long the bot waits for more messages of a contact before it answers, in seconds; 0 for not at all. Allowed:
   * a whole number from 0 to 60.
   * @default 0
   */
  readonly debounceSeconds?: number;
  /**
   * How long after a contact's message free text may be sent, in hours; 0 for numbers without such a window.
   * Allowed: a whole number from 0 to 168.
   * @default 24
   */
  readonly windowHours?: number;
  /**
   * The template that is sent instead of a reply whose window has closed; without one, nothing is sent. Allowed: the
   * id of a template, or nothing.
   * @default ""
   */
  readonly windowTemplate?: string;
  /**
   * Minimum time between two messages to one contact, in seconds; WhatsApp allows about one in six seconds. 0 for
   * none. Allowed: a whole number from 0 to 60.
   * @default 0
   */
  readonly secondsBetweenReplies?: number;

  // Media
  /**
   * Whether a private S3 bucket keeps a copy of each file that a contact sends; the vendor's links expire. Allowed:
   * one of off, on.
   * @default "off"
   */
  readonly archiveMedia?: 'off' | 'on';
  /**
   * The largest file that is kept, in MB; more than 16 needs a `processorMemory` of 512. Allowed: a whole number
   * from 1 to 100.
   * @default 16
   */
  readonly archiveMaxMegabytes?: number;
  /**
   * How long a file is kept, in days. Allowed: a whole number from 1 to 3650.
   * @default 30
   */
  readonly archiveDays?: number;
  /**
   * The types of file that are kept, as stated by the file's server. Allowed: MIME types in lower case, separated by
   * commas; `image/*` is every kind of image.
   * @default "image/*,audio/*,video/*,application/pdf"
   */
  readonly archiveTypes?: string;

  // Transcripts
  /**
   * Whether what is said is kept, encrypted, for people to read. Allowed: one of off, on.
   * @default "off"
   */
  readonly transcripts?: 'off' | 'on';
  /**
   * How long it is kept, in days; `ledgerRetentionDays` at most, because the ledger is how `forget` finds it.
   * Allowed: a whole number from 1 to 3650.
   * @default 30
   */
  readonly transcriptDays?: number;

  // Events for others
  /**
   * The bus of Amazon EventBridge to which everything that happens is put, for other systems. Allowed: `default`,
   * the ARN of an event bus, or nothing.
   * @default ""
   */
  readonly eventBus?: string;
  /**
   * Whether these events hold who wrote, and what; otherwise ids and the hash of the contact. Allowed: one of off,
   * on.
   * @default "off"
   */
  readonly eventContent?: 'off' | 'on';
  /**
   * Who gets a mail when the bot hands a conversation over to a person; needs `eventBus`. Allowed: an e-mail
   * address, or nothing.
   * @default ""
   */
  readonly teamEmail?: string;
  /**
   * The secret with an incoming webhook, such as one of Slack, that is told the same; needs `eventBus`. Allowed: one
   * of the names in `botSecrets`, or nothing.
   * @default ""
   */
  readonly teamWebhook?: string;

  // Monitoring
  /**
   * The address that gets the alarms; AWS asks it to confirm. Allowed: an e-mail address, or nothing.
   * @default ""
   */
  readonly alarmEmail?: string;
  /**
   * Whether there is a CloudWatch dashboard; an account has three for free. Allowed: one of on, off.
   * @default "on"
   */
  readonly dashboard?: 'on' | 'off';
  /**
   * A budget in US dollars: `alarmEmail` gets a mail when this month's AWS bill of the whole account reaches 80 % of
   * it or is forecast to exceed it; 0 for no budget. Allowed: a whole number from 0 to 1000000.
   * @default 0
   */
  readonly monthlyBudgetUsd?: number;
  /**
   * The lowest level of log line that the functions write. `DEBUG` lines may quote what a contact wrote; above
   * `INFO`, some metrics and alarms do not work. Allowed: one of DEBUG, INFO, WARN, ERROR.
   * @default "INFO"
   */
  readonly logLevel?: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  /**
   * Whether X-Ray traces the functions; the log lines of a kept trace have its id in `trace`. Allowed: one of off,
   * on.
   * @default "off"
   */
  readonly tracing?: 'off' | 'on';
  /**
   * How long CloudWatch keeps the log lines, in days. Allowed: one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180,
   * 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922.
   * @default 30
   */
  readonly logRetentionDays?: number;
}
