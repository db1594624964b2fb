import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpStage,
  type IAccessLogSettings,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { authenticationPolicy } from './authentication-policy.ts';
import type { Bundle } from './bundle.ts';
import { BundledFunction } from './bundled-function.ts';
import { grantSecretValue } from './grant-secret-value.ts';
import { removalPolicyOf } from './removal-policy.ts';
import type { Config } from './settings.ts';
import { stackUuid } from './stack-uuid.ts';
import { webhookName } from './webhook-name.ts';

const HOOK_PATH = '/hooks/whatsapp';

interface IngestApiProps {
  config: Config;
  bundle: Bundle;
  events: Queue;
}

/** The endpoint: an HTTP API with one route, the function that verifies and enqueues, and the webhook secret. */
export class IngestApi extends Construct {
  readonly api: HttpApi;
  readonly url: string;
  readonly webhookSecret: Secret;
  readonly function: BundledFunction;

  constructor(scope: Construct, id: string, { config, bundle, events }: IngestApiProps) {
    super(scope, id);
    this.webhookSecret = new Secret(this, 'WebhookSecret', {
      description: `The token in the webhook URL of ${webhookName(this)}`,
      // 43 letters and digits hold 256 bits.
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: 'token',
        passwordLength: 43,
        excludePunctuation: true,
      },
      removalPolicy: removalPolicyOf(config),
    });
    Validations.of(this.webhookSecret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'A new token changes the URL that is stored at the vendor, so a person rotates it, not a timer.',
    });

    this.function = new BundledFunction(this, 'Function', {
      config,
      bundle,
      description: 'Verifies a delivery of Pilot Status and puts it on the events queue',
      memorySize: config.ingestMemory,
      timeout: Duration.seconds(10),
      environment: {
        EVENTS_QUEUE_URL: events.queueUrl,
        WEBHOOK_SECRET_ARN: this.webhookSecret.secretArn,
        AUTHENTICATION: authenticationPolicy(config),
        CONTACT_HASH_KEY: stackUuid(),
      },
    });
    events.grant(this.function, 'sqs:SendMessage');
    grantSecretValue(this.webhookSecret, this.function);

    const api = new HttpApi(this, 'Api', {
      apiName: webhookName(this),
      description: 'Receives the webhook deliveries of Pilot Status',
      createDefaultStage: false,
    });
    const integration = new HttpLambdaIntegration('Ingest', this.function.live);
    for (const path of paths(config)) api.addRoutes({ path, methods: [HttpMethod.POST], integration });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: config.throttleRate, burstLimit: config.throttleBurst },
      ...(config.accessLogs === 'on' && { accessLogSettings: this.#accessLogs(config) }),
    });
    Validations.of(stage).acknowledge({
      id: 'AwsSolutions-APIG1',
      reason: 'A line for each request lets strangers fill the log; the setting accessLogs turns it on.',
    });
    Validations.of(api).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason: 'The vendor cannot sign in: the ingest function verifies what every request presents.',
    });
    this.api = api;
    this.url = api.apiEndpoint;
  }

  /** The webhook URL without the token. */
  get hookUrl(): string {
    return this.url + HOOK_PATH;
  }

  #accessLogs(config: Config): IAccessLogSettings {
    const logGroup = new LogGroup(this, 'AccessLogs', {
      retention: config.logRetentionDays,
      removalPolicy: removalPolicyOf(config),
    });
    // Never the path: it holds the token.
    const fields = {
      time: '$context.requestTime',
      requestId: '$context.requestId',
      route: '$context.routeKey',
      status: '$context.status',
      bytes: '$context.responseLength',
      ms: '$context.responseLatency',
      error: '$context.integrationErrorMessage',
    };
    return {
      destination: new LogGroupLogDestination(logGroup),
      format: AccessLogFormat.custom(JSON.stringify(fields)),
    };
  }
}

/** The accepted paths: where only a signature counts, also the path without a token, so that both kinds of URL work. */
function paths({ authentication }: Config): string[] {
  const withToken = `${HOOK_PATH}/{token}`;
  return authentication === 'hmac' ? [withToken, HOOK_PATH] : [withToken];
}
