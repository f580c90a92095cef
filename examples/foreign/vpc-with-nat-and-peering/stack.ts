// A network as many teams write it, with aws-cdk-lib and nothing of this library: `ec2.Vpc` with NAT, a database, a function, and a
// peering with the VPC in which reports are made, which the staging environment uses too. README.md says what cdk-bulkhead finds.
import { Stack, type StackProps, Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import type { Construct } from 'constructs';

export class BillingStack extends Stack {
  public constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const production = new ec2.Vpc(this, 'Production', {
      ipAddresses: ec2.IpAddresses.cidr('10.20.0.0/16'),
      maxAzs: 2,
      natGateways: 1,
      subnetConfiguration: [
        { name: 'public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24 },
        { name: 'app', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 24 },
        { name: 'data', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
      ],
      gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
    });
    Tags.of(production).add('environment', 'production');

    const staging = new ec2.Vpc(this, 'Staging', {
      ipAddresses: ec2.IpAddresses.cidr('10.30.0.0/16'),
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'reports', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
    });
    Tags.of(staging).add('environment', 'staging');

    const peering = new ec2.CfnVPCPeeringConnection(this, 'Peering', { vpcId: production.vpcId, peerVpcId: staging.vpcId });
    route('ToStaging', production.isolatedSubnets, staging.vpcCidrBlock, this);
    route('ToProduction', staging.isolatedSubnets, production.vpcCidrBlock, this);

    const database = new rds.DatabaseInstance(this, 'Database', {
      engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17 }),
      vpc: production,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      storageEncrypted: true,
      deletionProtection: true,
    });
    Tags.of(database).add('environment', 'production');
    // For whoever looks something up, and for the reports.
    database.connections.allowFrom(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.tcp(5432));

    const invoices = new lambda.Function(this, 'Invoices', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => {};'),
      vpc: production,
    });
    Tags.of(invoices).add('environment', 'production');
    database.connections.allowDefaultPortFrom(invoices);

    const reports = new lambda.Function(this, 'Reports', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => {};'),
      vpc: staging,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    });
    Tags.of(reports).add('environment', 'staging');

    function route(name: string, subnets: readonly ec2.ISubnet[], destination: string, stack: Stack): void {
      subnets.forEach((subnet, index) => {
        new ec2.CfnRoute(stack, `${name}${index}`, {
          routeTableId: subnet.routeTable.routeTableId,
          destinationCidrBlock: destination,
          vpcPeeringConnectionId: peering.ref,
        });
      });
    }
  }
}
