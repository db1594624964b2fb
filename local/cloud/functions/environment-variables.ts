import type { IssuedCredentials } from '../aws/credentials.ts';
import type { StackPlace } from '../place.ts';
import type { LambdaFunction } from './lambda-function.ts';

/**
 * The environment variables of an execution environment: those that Lambda sets for the function to use, those that the
 * function declares, and where the local services in place of AWS are. Nothing is inherited from the person at the
 * terminal.
 *
 * @see the Lambda developer guide, "Defined runtime environment variables"
 */
export function environmentVariables(
  lambda: LambdaFunction,
  credentials: IssuedCredentials,
  { region, awsUrl }: StackPlace,
  logStream: string,
): Record<string, string> {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    // Lambda's user, who has no files here: the SDK must not read the AWS configuration of this computer's user.
    HOME: '/home/sbx_user1051',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    _HANDLER: lambda.handler,
    LAMBDA_TASK_ROOT: lambda.codePath,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${lambda.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: lambda.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(lambda.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: lambda.logging.group,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_LAMBDA_LOG_FORMAT: lambda.logging.format,
    ...(lambda.logging.level !== undefined && { AWS_LAMBDA_LOG_LEVEL: lambda.logging.level }),
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken !== undefined && { AWS_SESSION_TOKEN: credentials.sessionToken }),
    // A call to a service that the local cloud does not have gets an error, never with the real AWS.
    AWS_ENDPOINT_URL: awsUrl,
    AWS_ENDPOINT_URL_SQS: awsUrl,
    AWS_ENDPOINT_URL_DYNAMODB: awsUrl,
    AWS_ENDPOINT_URL_S3: awsUrl,
    AWS_ENDPOINT_URL_EVENTBRIDGE: awsUrl,
    AWS_ENDPOINT_URL_LAMBDA: awsUrl,
    AWS_ENDPOINT_URL_SCHEDULER: awsUrl,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: awsUrl,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...lambda.variables,
  };
}
