import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { authenticationPolicy } from './authentication-policy.ts';
import type { Bundles } from './bundle.ts';
import { variablesOf } from './bundled-function.ts';
import { CanaryDeployments } from './canary-deployments.ts';
import { ConfigError, readConfig, refuse } from './config.ts';
import { mistakesInEnvironment } from './environment-size.ts';
import { EventProcessor } from './event-processor.ts';
import { EventPublisher } from './event-publisher.ts';
import { IngestApi } from './ingest-api.ts';
import { LedgerTable } from './ledger-table.ts';
import { MediaArchive } from './media-archive.ts';
import { Monitoring } from './monitoring.ts';
import { MonthlyBudget } from './monthly-budget.ts';
import { Outbox } from './outbox.ts';
import { mistakesInWebhookBot, prepareBundles } from './prepare.ts';
import { maxReceives } from './receives.ts';
import { Reconciler } from './reconciler.ts';
import { ReplySender } from './reply-sender.ts';
import { Schedules } from './schedules.ts';
import type { Config } from './settings.ts';
import type { SettingsProps } from './settings-props.ts';
import { processorSeconds, replySeconds } from './timeouts.ts';
import { Transcripts } from './transcripts.ts';
import { addOutput, nameWebhook, webhookName } from './webhook-name.ts';
import { WorkerQueue } from './worker-queue.ts';

/**
 * The settings of a webhook, and its bot. What is left out has its default.
 *
 * @example
 * new PilotStatusWebhook(stack, 'Bot', { bot: 'bot.ts', language: 'pt-BR', alarmEmail: 'ops@example.com' });
 */
export interface PilotStatusWebhookProps extends SettingsProps {
  /** The file of your bot, from the folder in which the app runs, such as `bot.ts`. */
  readonly bot: string;
}

/** What an app that bundles by itself hands in. */
interface Prepared {
  /** All settings, checked; their stage names the webhook. */
  config: Config;
  bundles: Bundles;
}

/** The functions of a webhook. */
export interface WebhookFunctions {
  /** Takes the deliveries of the vendor. */
  readonly ingest: LambdaFunction;
  /** Runs the bot. */
  readonly processor: LambdaFunction;
  /** Sends. */
  readonly reply: LambdaFunction;
  /** Takes the messages that other systems send; see `grantSend()`. */
  readonly outbox: LambdaFunction;
  /** Looks for lost deliveries; with `reconcileMinutes`. */
  readonly reconcile?: LambdaFunction;
  /** Puts what happens on the event bus; with `eventBus`. */
  readonly publisher?: LambdaFunction;
}

/** The queues of a webhook. */
export interface WebhookQueues {
  /** Events on their way to the processor. */
  readonly events: Queue;
  /** Events that could not be handled. */
  readonly eventsDeadLetters: Queue;
  /** Messages on their way to the vendor. */
  readonly replies: Queue;
  /** Messages that could not be sent. */
  readonly repliesDeadLetters: Queue;
  /** Messages for a date that could not be put on the replies queue. */
  readonly schedulesDeadLetters: Queue;
  /** Events on their way to the event bus; with `eventBus`. */
  readonly published?: Queue;
  /** Events that the bus did not take; with `eventBus`. */
  readonly publishedDeadLetters?: Queue;
}

/**
 * A WhatsApp bot behind a webhook of Pilot Status: an HTTP API, the functions behind it, their queues and ledger, and
 * the alarms that watch them. One stack can hold several. The bot is bundled when the construct is made, and checked when the app is synthesized.
 */
export class PilotStatusWebhook extends Construct {
  /** The functions, by name. */
  readonly functions: WebhookFunctions;
  /** The queues, by name. */
  readonly queues: WebhookQueues;
  /** The table with events, conversations and replies. */
  readonly ledger: Table;
  /** The table with what was said; with `transcripts`. */
  readonly transcripts: Table | undefined;
  /** The alarms, by the names that docs/operations.md has them under. */
  readonly alarms: Readonly<Record<string, Alarm>>;
  /** Where alarms are published. */
  readonly alarmTopic: Topic;
  /** The HTTP API to which the vendor delivers. */
  readonly api: HttpApi;
  /** The bus that gets what happens; with `eventBus`. */
  readonly eventBus: IEventBus | undefined;
  /** The ARN by which those who may send invoke the outbox. */
  readonly outboxArn: string;
  /** The URL of the webhook, without its token. */
  readonly hookUrl: string;
  readonly #outbox: Outbox;

  /**
   * @param props the settings; docs/settings.md explains each
   * @throws ConfigError when a setting is wrong; its message names each one and what is allowed
   * @throws BundleError when the bot cannot be bundled; its message names each file and line
   */
  constructor(scope: Construct, id: string, props: PilotStatusWebhookProps);
  /** @internal */
  constructor(scope: Construct, id: string, props: Prepared);
  constructor(scope: Construct, id: string, props: PilotStatusWebhookProps | Prepared) {
    super(scope, id);
    const { config, bundles } = 'bundles' in props ? takePrepared(this, props) : prepare(this, props);
    const { region } = Stack.of(this);
    const ledger = new LedgerTable(this, 'Ledger', config);
    const processorTimeout = Duration.seconds(processorSeconds(config));
    const replyTimeout = Duration.seconds(replySeconds(config));
    const events = new WorkerQueue(this, 'Events', {
      config,
      functionTimeout: processorTimeout,
      maxReceiveCount: maxReceives(config),
    });
    const replies = new WorkerQueue(this, 'Replies', {
      config,
      functionTimeout: replyTimeout,
      maxReceiveCount: maxReceives(config),
    });

    const ingest = new IngestApi(this, 'Ingest', { config, bundle: bundles.ingest, events: events.queue });
    const archive = config.archiveMedia === 'on' ? new MediaArchive(this, 'MediaArchive', config) : undefined;
    const transcripts = config.transcripts === 'on' ? new Transcripts(this, 'Transcripts', config) : undefined;
    const processor = new EventProcessor(this, 'Processor', {
      config,
      bundle: bundles.processor,
      timeout: processorTimeout,
      ledger,
      events,
      replies,
      archive,
      transcripts,
    });
    const schedules = new Schedules(this, 'Schedules', { config, replies });
    const reply = new ReplySender(this, 'Reply', {
      config,
      bundle: bundles.reply,
      timeout: replyTimeout,
      ledger,
      replies,
      schedules,
      transcripts,
    });
    const outbox = new Outbox(this, 'Outbox', { config, bundle: bundles.outbox, ledger, replies, reply });
    const reconciler =
      config.reconcileMinutes > 0
        ? new Reconciler(this, 'Reconcile', {
            config,
            bundle: bundles.reconcile,
            ledger,
            events: events.queue,
            ingest,
            reply,
          })
        : undefined;
    const publisher =
      config.eventBus === ''
        ? undefined
        : new EventPublisher(this, 'Publisher', {
            config,
            bundle: bundles.publisher,
            sources: [processor.function, reply.function, outbox.function],
            teamWebhook: config.teamWebhook === '' ? undefined : processor.secrets.find(config.teamWebhook),
          });
    const functions = { ingest: ingest.function, processor: processor.function, reply: reply.function };
    const monitoring = new Monitoring(this, 'Monitoring', {
      config,
      api: ingest.api,
      functions,
      reconciler: reconciler?.function,
      published: publisher?.queue,
      events,
      replies,
      schedules,
      ledger,
    });
    if (config.deployment === 'canary') {
      const moved = { ...functions, outbox: outbox.function };
      new CanaryDeployments(this, 'Deployments', { functions: moved, alarms: monitoring.rollbackAlarms });
    }
    if (config.monthlyBudgetUsd > 0) new MonthlyBudget(this, 'MonthlyBudget', config);
    const all: WebhookFunctions = {
      ...functions,
      outbox: outbox.function,
      ...(reconciler && { reconcile: reconciler.function }),
      ...(publisher && { publisher: publisher.function }),
    };
    refuse(Object.entries(all).flatMap(([name, worker]) => mistakesInEnvironment(name, variablesOf(worker), config)));

    this.functions = all;
    this.queues = {
      events: events.queue,
      eventsDeadLetters: events.deadLetters,
      replies: replies.queue,
      repliesDeadLetters: replies.deadLetters,
      schedulesDeadLetters: schedules.deadLetters,
      ...(publisher && { published: publisher.queue.queue, publishedDeadLetters: publisher.queue.deadLetters }),
    };
    this.ledger = ledger;
    this.transcripts = transcripts?.table;
    this.alarms = monitoring.alarms;
    this.alarmTopic = monitoring.topic;
    this.api = ingest.api;
    this.eventBus = publisher?.bus;
    this.outboxArn = outbox.function.live.functionArn;
    this.hookUrl = ingest.hookUrl;
    this.#outbox = outbox;
    if (!('bundles' in props)) {
      // `npx pilot-status start` bundles it again when it changes.
      (processor.function.node.defaultChild as CfnFunction).addMetadata('pilot-status:bot', config.bot);
      this.node.addValidation({ validate: () => mistakesInWebhookBot(this, variablesOf(processor.function), config) });
    }

    addOutput(this, 'ApiUrl', ingest.url, 'The HTTP API');
    addOutput(this, 'HookUrl', ingest.hookUrl, 'The webhook URL without the token');
    addOutput(
      this,
      'WebhookUrlCommand',
      `aws secretsmanager get-secret-value --region ${region} --secret-id ${ingest.webhookSecret.secretArn} ` +
        '--query SecretString --output text | ' +
        `node -p "'${ingest.hookUrl}/' + JSON.parse(require('node:fs').readFileSync(0, 'utf8')).token"`,
      'Prints the complete URL to paste into the Pilot Status dashboard',
    );
    addOutput(
      this,
      'SetSigningSecretCommand',
      `aws secretsmanager put-secret-value --region ${region} --secret-id ${ingest.webhookSecret.secretArn} ` +
        `--secret-string "$(aws secretsmanager get-secret-value --region ${region} ` +
        `--secret-id ${ingest.webhookSecret.secretArn} --query SecretString --output text | node -p ` +
        "\"JSON.stringify({ ...JSON.parse(require('node:fs').readFileSync(0, 'utf8')), " +
        'signingSecret: process.argv[1] })" \'YOUR_SIGNING_SECRET\')"',
      'Stores the signing secret of your webhook next to its token',
    );
    addOutput(
      this,
      'SetApiKeyCommand',
      `aws secretsmanager put-secret-value --region ${region} --secret-id ${reply.apiKeySecret.secretArn} ` +
        `--secret-string '{"YOUR_NUMBER_ID":"ps_YOUR_KEY"}'`,
      'Stores your Pilot Status API key with its number (the numberId of events) and replaces all stored keys',
    );
    addOutput(this, 'VendorUrl', config.baseUrl, "The origin of the vendor's API");
    addOutput(
      this,
      'AuthenticationPolicy',
      authenticationPolicy(config),
      'What a delivery must present to be accepted',
    );
    addOutput(this, 'WebhookSecretArn', ingest.webhookSecret.secretArn, 'The secret with the webhook token');
    addOutput(this, 'ApiKeySecretArn', reply.apiKeySecret.secretArn, 'The secret with the Pilot Status API key');
    addOutput(this, 'LedgerTable', ledger.tableName, 'The ledger');
    addOutput(this, 'EventsQueueUrl', events.queue.queueUrl, 'Events on their way to the processor');
    addOutput(this, 'EventsDeadLettersUrl', events.deadLetters.queueUrl, 'Events that could not be handled');
    addOutput(this, 'RepliesQueueUrl', replies.queue.queueUrl, 'Replies on their way to the vendor');
    addOutput(this, 'RepliesDeadLettersUrl', replies.deadLetters.queueUrl, 'Replies that could not be sent');
    if (processor.botSecretArns !== undefined) {
      addOutput(this, 'BotSecretArns', processor.botSecretArns, 'The secrets of your bot, by their names');
    }
    if (archive) addOutput(this, 'ArchiveBucket', archive.bucketName, 'Copies of what contacts sent');
    if (transcripts) addOutput(this, 'TranscriptsTable', transcripts.tableName, 'What was said');
    addOutput(this, 'IngestLogs', ingest.function.logGroup.logGroupName, 'Log group of the ingest function');
    addOutput(this, 'ProcessorLogs', processor.function.logGroup.logGroupName, 'Log group of the processor');
    addOutput(this, 'ReplyLogs', reply.function.logGroup.logGroupName, 'Log group of the reply function');
    addOutput(this, 'AlarmTopicArn', monitoring.topic.topicArn, 'Where alarms are published');
  }

  /** Lets somebody send messages by the outbox, such as a function of the app's own. */
  grantSend(grantee: IGrantable): void {
    this.#outbox.grantSend(grantee);
  }
}

function takePrepared(webhook: PilotStatusWebhook, prepared: Prepared): Prepared {
  nameWebhook(webhook, prepared.config.stage);
  return prepared;
}

function prepare(webhook: PilotStatusWebhook, props: PilotStatusWebhookProps): Prepared {
  nameWebhook(webhook);
  try {
    const config = { ...readConfig({ ...props }, Stack.of(webhook).region), stage: webhookName(webhook) };
    return { config, bundles: prepareBundles(webhook, config.bot) };
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError(`${webhook.node.path}: ${error.message}`);
    throw error;
  }
}
