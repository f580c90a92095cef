// Templates that the command's tests are about.

export interface Resources {
  readonly [logicalId: string]: { readonly Type: string; readonly [member: string]: unknown };
}

export function template(...parts: readonly Resources[]): string {
  return JSON.stringify({ Resources: Object.assign({}, ...parts) }, null, 2);
}

export const CLEAN: Resources = { Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' } };

/** A warning: encrypted with AWS's own key. */
export const QUEUE: Resources = { Jobs: { Type: 'AWS::SQS::Queue' } };

/** An error: SSH from everywhere. @param metadata of the group */
export function openGroup(metadata: object = {}): Resources {
  return {
    Group: {
      Type: 'AWS::EC2::SecurityGroup',
      Metadata: metadata,
      Properties: {
        GroupDescription: 'open',
        SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }],
        SecurityGroupEgress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16' }],
      },
    },
  };
}

export const acknowledging = (id: string, reason: string) => ({ 'cdk-bulkhead': { acknowledge: { [id]: reason } } });

const lambda = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/** A table with tenants' data, and a role that may do `actions` with any of its rows. */
export function rows(actions: readonly string[], metadata: object = {}): Resources {
  const allow = { Effect: 'Allow', Action: actions, Resource: { 'Fn::GetAtt': ['Table', 'Arn'] } };
  return {
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: { Tags: [{ Key: 'bulkhead:tenant-data', Value: 'notes' }] },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Metadata: metadata,
      Properties: {
        AssumeRolePolicyDocument: lambda,
        Policies: [{ PolicyName: 'rows', PolicyDocument: { Version: '2012-10-17', Statement: [allow] } }],
      },
    },
  };
}

/** Two hosts in one subnet. @param port at which `Server` lets the VPC in */
export function hosts(port: number): Resources {
  const rule = (at: number) => ({ IpProtocol: 'tcp', FromPort: at, ToPort: at, CidrIp: '10.0.0.0/16' });
  const host = (group: string) => ({
    Type: 'AWS::EC2::Instance',
    Properties: { SubnetId: { Ref: 'Subnet' }, SecurityGroupIds: [{ 'Fn::GetAtt': [group, 'GroupId'] }] },
  });
  const group = (properties: object) => ({
    Type: 'AWS::EC2::SecurityGroup',
    Properties: { GroupDescription: 'of a host', VpcId: { Ref: 'Vpc' }, ...properties },
  });
  return {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
    Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.0.0/24' } },
    ClientGroup: group({ SecurityGroupEgress: [rule(5432), rule(port)] }),
    ServerGroup: group({ SecurityGroupIngress: [rule(port)], SecurityGroupEgress: [] }),
    Client: host('ClientGroup'),
    Server: host('ServerGroup'),
  };
}
