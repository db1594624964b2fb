import { EventBus, type IEventBus, Match, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Bundle } from './bundle.ts';
import { BundledFunction } from './bundled-function.ts';
import { grantSecretValue } from './grant-secret-value.ts';
import { maxReceives } from './receives.ts';
import type { Config } from './settings.ts';
import { addOutput, webhookName } from './webhook-name.ts';
import { WorkerQueue } from './worker-queue.ts';

interface EventPublisherProps {
  config: Config;
  bundle: Bundle;
  /** The functions in which things happen. */
  sources: readonly BundledFunction[];
  /** The secret with the incoming webhook of the team, where there is one. */
  teamWebhook: Secret | undefined;
}

/** Half a minute for a call of EventBridge that is tried three times, and the webhook of the team. */
export const PUBLISHER_TIMEOUT = Duration.seconds(30);

/** Nobody waits for what it does. */
export const PUBLISHER_CONCURRENCY = 2;

/**
 * Puts what happens on an event bus. The functions hand events to a queue of their own, after the answer is on its way;
 * a function reads it, and puts again what the bus did not take.
 */
export class EventPublisher extends Construct {
  readonly function: BundledFunction;
  readonly queue: WorkerQueue;
  readonly bus: IEventBus;

  constructor(scope: Construct, id: string, { config, bundle, sources, teamWebhook }: EventPublisherProps) {
    super(scope, id);
    const { eventBus, teamEmail, stage } = config;
    this.queue = new WorkerQueue(this, 'Published', {
      config,
      functionTimeout: PUBLISHER_TIMEOUT,
      maxReceiveCount: maxReceives(config),
    });
    const { queue, deadLetters } = this.queue;
    for (const source of sources) {
      source.addEnvironment('PUBLISHED_QUEUE_URL', queue.queueUrl);
      source.addEnvironment('EVENT_CONTENT', config.eventContent);
      queue.grant(source, 'sqs:SendMessage');
    }
    this.function = new BundledFunction(this, 'Function', {
      config,
      bundle,
      description: 'Puts what happens on the event bus',
      memorySize: 256,
      timeout: PUBLISHER_TIMEOUT,
      environment: {
        PUBLISHED_QUEUE_URL: queue.queueUrl,
        DEAD_LETTERS_QUEUE_URL: deadLetters.queueUrl,
        EVENT_BUS: eventBus,
        STAGE: stage,
        TEAM_LINK: config.baseUrl,
        ...(teamWebhook && { TEAM_WEBHOOK_SECRET_ARN: teamWebhook.secretArn }),
      },
    });
    const bus = eventBus.startsWith('arn:')
      ? EventBus.fromEventBusArn(this, 'Bus', eventBus)
      : EventBus.fromEventBusName(this, 'Bus', eventBus);
    this.bus = bus;
    this.function.addToRolePolicy(new PolicyStatement({ actions: ['events:PutEvents'], resources: [bus.eventBusArn] }));
    deadLetters.grant(this.function, 'sqs:SendMessage');
    if (teamWebhook) grantSecretValue(teamWebhook, this.function);
    this.queue.feed(this.function, PUBLISHER_CONCURRENCY);
    addOutput(
      this,
      'PublisherLogs',
      this.function.logGroup.logGroupName,
      'Log group of the function that puts events on the bus',
    );
    addOutput(this, 'PublishedQueueUrl', queue.queueUrl, 'Events on their way to the event bus');
    addOutput(this, 'PublishedDeadLettersUrl', deadLetters.queueUrl, 'Events that could not be put on the event bus');
    if (teamEmail !== '') this.#mailTeam(bus, config);
  }

  /** Mails the team when the bot hands a conversation over. */
  #mailTeam(eventBus: IEventBus, { stage, teamEmail, baseUrl }: Config): void {
    const topic = new Topic(this, 'Team', {
      displayName: `Conversations of ${webhookName(this)} that want a person`,
      enforceSSL: true,
    });
    topic.addSubscription(new EmailSubscription(teamEmail));
    new Rule(this, 'HandedOver', {
      eventBus,
      description: 'Mails the team when the bot hands a conversation over',
      eventPattern: {
        source: Match.exactString('pilot-status-webhook'),
        detailType: ['conversation.handed-over'],
        detail: { stage: [stage], about: { by: ['bot'] } },
      },
      targets: [
        new SnsTopic(topic, {
          message: RuleTargetInput.fromText(`A contact wants to speak with a person. ${baseUrl}`),
        }),
      ],
    });
  }
}
