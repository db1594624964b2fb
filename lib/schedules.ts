import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { ArnFormat, Duration, Fn, Stack, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { BundledFunction } from './bundled-function.ts';
import { removalPolicyOf } from './removal-policy.ts';
import type { Config } from './settings.ts';
import { stackUuid } from './stack-uuid.ts';
import { addOutput, webhookName } from './webhook-name.ts';
import type { WorkerQueue } from './worker-queue.ts';

interface SchedulesProps {
  config: Config;
  replies: WorkerQueue;
}

/**
 * One-time schedules of EventBridge Scheduler for messages that are sent on a date: each puts one message on the
 * replies queue, and is then deleted. What cannot be put there lands in a dead-letter queue.
 */
export class Schedules extends Construct {
  readonly deadLetters: Queue;
  readonly #group: CfnScheduleGroup;
  readonly #role: Role;

  constructor(scope: Construct, id: string, { config, replies }: SchedulesProps) {
    super(scope, id);
    const unique = Fn.select(0, Fn.split('-', stackUuid()));
    this.#group = new CfnScheduleGroup(this, 'Group', { name: `${webhookName(this)}-${unique}` });
    // EventBridge Scheduler takes no FIFO queue for what it cannot deliver.
    this.deadLetters = new Queue(this, 'DeadLetters', {
      queueName: `${webhookName(this)}-schedules-dead-letters-${unique}`,
      maxMessageSizeBytes: 1_048_576,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: removalPolicyOf(config),
    });
    Validations.of(this.deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This queue is the dead-letter queue; a dead-letter queue needs none of its own.',
    });
    this.#role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      description: `What the schedules of ${webhookName(this)} may do`,
    });
    addOutput(this, 'ScheduleGroup', this.#group.ref, 'The group of EventBridge Scheduler with messages for a date');
    addOutput(
      this,
      'ScheduleDeadLettersUrl',
      this.deadLetters.queueUrl,
      'Messages for a date that could not be put on the replies queue',
    );
    replies.queue.grant(this.#role, 'sqs:SendMessage');
    this.deadLetters.grant(this.#role, 'sqs:SendMessage');
  }

  /** The variables by which a function knows them. */
  get variables(): Record<string, string> {
    return {
      SCHEDULE_GROUP: this.#group.ref,
      SCHEDULE_ROLE_ARN: this.#role.roleArn,
      SCHEDULE_DEAD_LETTERS_ARN: this.deadLetters.queueArn,
    };
  }

  /** Lets a function make and delete schedules in this group, and no others. */
  grantManage(worker: BundledFunction): void {
    const schedules = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule',
      resourceName: `${this.#group.ref}/*`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    worker.addToRolePolicy(
      new PolicyStatement({
        actions: ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule'],
        resources: [schedules],
      }),
    );
    worker.addToRolePolicy(
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [this.#role.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      }),
    );
    const group = Stack.of(this).resolve(this.#group.logicalId);
    const place = 'arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule';
    Validations.of(worker.role ?? worker).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${place}/<${group}>/*]`,
      reason: 'Each message has a schedule of its own, in the group of this stack.',
    });
  }
}
