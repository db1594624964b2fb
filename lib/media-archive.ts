import { Grant, type IRole } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Duration, Stack, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { BundledFunction } from './bundled-function.ts';
import { removalPolicyOf } from './removal-policy.ts';
import type { Config } from './settings.ts';
import { ARCHIVE_SECONDS } from './timeouts.ts';

/** The beginning of every key. */
const PREFIX = 'inbound/';

/** The private bucket that keeps copies of contacts' files for `archiveDays`. */
export class MediaArchive extends Construct {
  readonly bucketName: string;
  readonly #bucket: Bucket;
  readonly #config: Config;

  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id);
    this.#config = config;
    this.#bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      lifecycleRules: [
        { expiration: Duration.days(config.archiveDays), abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      removalPolicy: removalPolicyOf(config),
    });
    Validations.of(this.#bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Access logs need another bucket, and their lines would outlive the files that they name.',
    });
    this.bucketName = this.#bucket.bucketName;
  }

  /** Lets a function add files, without reading or deleting them, and gives it the settings of the archive. */
  open(target: BundledFunction): void {
    Grant.addToPrincipal({
      grantee: target,
      actions: ['s3:PutObject'],
      resourceArns: [this.#bucket.arnForObjects(`${PREFIX}*`)],
    });
    const bucketId = Stack.of(this).getLogicalId(this.#bucket.node.defaultChild as CfnBucket);
    Validations.of(target.role as IRole).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/${PREFIX}*]`,
      reason: 'The keys of future files are unknown; all of them have this prefix.',
    });
    const { archiveTypes, archiveMaxMegabytes } = this.#config;
    const variables = {
      ARCHIVE_BUCKET: this.bucketName,
      ARCHIVE_BUCKET_DOMAIN: this.#bucket.bucketRegionalDomainName,
      ARCHIVE_TYPES: archiveTypes,
      ARCHIVE_MAX_MEGABYTES: String(archiveMaxMegabytes),
      ARCHIVE_TIMEOUT_SECONDS: String(ARCHIVE_SECONDS),
      // The local cloud may set a server on the laptop. No link has an empty origin.
      ARCHIVE_TRUSTED_ORIGIN: '',
    };
    for (const [name, value] of Object.entries(variables)) target.addEnvironment(name, value);
  }
}
