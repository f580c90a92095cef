import { pathOf } from '../../access';
import { own, type Resource, texts } from '../../template';
import type { Rule } from '../rule';

export const vpcFunctionInterfacePermissions: Rule = {
  id: 'vpc-function-interface-permissions',
  severity: 'error',
  why: 'Lambda creates a function in a VPC only if its role can already manage network interfaces. Without this right, the first deployment fails, and later deployments can fail too.',
  fix: 'Give the role ec2:CreateNetworkInterface, ec2:DescribeNetworkInterfaces and ec2:DeleteNetworkInterface. Let the function depend on the policy that allows them (DependsOn).',
  source: 'AWS Lambda Developer Guide: Giving Lambda functions access to resources in an Amazon VPC: required IAM permissions',
  *find({ templates, access }) {
    for (const resource of templates.ofType('AWS::Lambda::Function')) {
      if (texts(own(own(resource.properties, 'VpcConfig'), 'SubnetIds')).length === 0) continue;
      const [arn] = texts(own(resource.properties, 'Role'));
      const identity = arn === undefined ? undefined : access.identityOf(arn);
      if (identity?.resource === undefined) continue;
      const missing = NEEDED.filter(
        (action) => access.decide(identity, { action, context: { 'lambda:SourceFunctionArn': [] } }).effect === 'Denied',
      );
      if (missing.length > 0) {
        yield { resource, message: `is in a VPC, but its role ${identity.name} does not allow ${missing.join(', ')}` };
        continue;
      }
      const late = holders(identity.resource).find((policy) => grants(policy) && !dependsOn(resource, policy));
      if (late !== undefined && !grants(identity.resource)) {
        yield { resource, message: `may be created before ${pathOf(late)}, which lets its role manage network interfaces` };
      }
    }

    /** Separate policies that are attached to the role, in the same stack. Another stack's policies exist before this stack deploys. */
    function holders(role: Resource): Resource[] {
      const name = templates.refOf(role);
      return templates
        .ofType('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy')
        .filter(
          ({ properties, stackName }) =>
            stackName === role.stackName &&
            (texts(own(properties, 'Roles')).includes(name) || own(properties, 'RoleName') === name),
        );
    }
  },
};

const NEEDED = ['ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DeleteNetworkInterface'];

function grants({ properties }: Resource): boolean {
  return (
    JSON.stringify(properties).includes('ec2:CreateNetworkInterface') || JSON.stringify(properties).includes('AWSLambdaVPCAccess')
  );
}

function dependsOn(resource: Resource, policy: Resource): boolean {
  return resource.stackName !== policy.stackName || resource.dependsOn.includes(policy.logicalId);
}
