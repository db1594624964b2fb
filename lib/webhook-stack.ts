import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Bundles } from './bundle.ts';
import { PilotStatusWebhook } from './pilot-status-webhook.ts';
import type { Config } from './settings.ts';

interface WebhookStackProps extends StackProps {
  config: Config;
  bundles: Bundles;
}

/**
 * The stack of the app: one webhook, and what `bot/infrastructure.ts` adds.
 *
 * HTTP API ─► ingest ─► events ─► processor ─► replies ─► reply ─► Pilot Status
 *                                     └──── ledger ─────────┘
 *                             outbox ────┘    └─ schedules
 */
export class WebhookStack extends Stack {
  readonly webhook: PilotStatusWebhook;
  /** The ARN by which those who may send invoke the outbox. */
  readonly outboxArn: string;

  constructor(scope: Construct, id: string, { config, bundles, ...props }: WebhookStackProps) {
    super(scope, id, props);
    // Children of a construct that is named so have the logical ids that they would have without it.
    this.webhook = new PilotStatusWebhook(this, 'Default', { config, bundles });
    this.outboxArn = this.webhook.outboxArn;
  }

  /** Lets somebody send messages by the outbox, such as a function of the bot's own. */
  grantSend(grantee: IGrantable): void {
    this.webhook.grantSend(grantee);
  }
}
