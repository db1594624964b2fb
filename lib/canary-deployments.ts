import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { WatchedFunctions } from './watched.ts';

interface CanaryDeploymentsProps {
  functions: WatchedFunctions;
  /** Any of them sends every function back to the version before. */
  alarms: IAlarm[];
}

/**
 * Lets CodeDeploy move the aliases: a tenth of the invocations goes to a new version for ten minutes, twice the period of the alarms, then all of them. An
 * alarm meanwhile moves them back and fails the deployment, so that CloudFormation takes back the rest.
 */
export class CanaryDeployments extends Construct {
  constructor(scope: Construct, id: string, { functions, alarms }: CanaryDeploymentsProps) {
    super(scope, id);
    const application = new LambdaApplication(this, 'Application');
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('codedeploy.amazonaws.com'),
      description: 'Lets CodeDeploy move the aliases of the functions and look at the alarms',
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]',
      reason: 'The policy that AWS keeps for just this; it lets CodeDeploy invoke nothing.',
    });
    for (const [name, { alias }] of Object.entries(functions)) {
      new LambdaDeploymentGroup(this, name, {
        application,
        alias,
        role,
        alarms,
        deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_10MINUTES,
      });
    }
  }
}
