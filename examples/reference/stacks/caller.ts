// An identity without a service behind it: `edge` stands for the edge to come, `reporting` for a service nobody lists.
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AsapIdentity, type SegmentedVpc, ServiceKey } from 'cdk-bulkhead';
import type { Construct } from 'constructs';
import type { FoundationStack } from './foundation';

export interface CallerStackProps extends StackProps {
  readonly issuer: string;
  /** Without an identity: its public key is withdrawn from the repository. */
  readonly withdrawn: boolean;
  /** Names of its signing keys, oldest first. */
  readonly keys?: string[];
  readonly network: SegmentedVpc;
  readonly foundation: FoundationStack;
  readonly breakGlass: iam.IRole;
}

export class CallerStack extends Stack {
  public constructor(scope: Construct, id: string, props: CallerStackProps) {
    super(scope, id, props);
    const { issuer, network, foundation, breakGlass } = props;
    const keyAdministrators = [breakGlass];
    const logsKey = new ServiceKey(this, 'Key', { serviceName: issuer, administrators: keyAdministrators });
    if (props.withdrawn) return;
    const identity = new AsapIdentity(this, 'Identity', {
      issuer,
      network,
      segment: 'edge',
      keyRepository: foundation.keyRepository,
      keys: props.keys,
      logsKey,
      keyAdministrators,
    });
    const role = new iam.Role(this, 'Role', {
      description: `Signs as ${issuer}`,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    identity.grantSign(role);
    new CfnOutput(this, 'SigningRole', { value: role.roleArn });
    new CfnOutput(this, 'SigningKeys', { value: identity.keyArns.join(',') });
    new CfnOutput(this, 'Kids', { value: identity.kids.join(',') });
    new CfnOutput(this, 'Rotation', { value: identity.rotationStateMachine.stateMachineArn });
    new CfnOutput(this, 'Revocation', { value: identity.revocationStateMachine.stateMachineArn });
  }
}
