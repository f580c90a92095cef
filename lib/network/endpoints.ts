// The private endpoints to AWS services: interface endpoints in their own segment, and gateway endpoints in the route tables of the
// segments with a flow to them. Each endpoint has a policy.

import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Aws, Fn, Tags } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { answerBucket, endpointPolicy, type Perimeter } from './endpoint-policies';
import type { GatewayDestination } from './flow';

const { InterfaceVpcEndpointAwsService } = ec2;

/** The services that the constructs of this library call, and the one that takes the logs. */
export const DEFAULT_ENDPOINTS = [
  InterfaceVpcEndpointAwsService.KMS,
  InterfaceVpcEndpointAwsService.STS,
  InterfaceVpcEndpointAwsService.LAMBDA,
  InterfaceVpcEndpointAwsService.SSM,
  InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  InterfaceVpcEndpointAwsService.APIGATEWAY,
];

const IN_PLACE_OF_GATEWAYS: { readonly [service in GatewayDestination]: ec2.InterfaceVpcEndpointAwsService } = {
  s3: InterfaceVpcEndpointAwsService.S3,
  dynamodb: InterfaceVpcEndpointAwsService.DYNAMODB,
};

export interface EndpointsProps {
  readonly vpcId: string;
  readonly subnetIds: string[];
  readonly securityGroupId: string;
  readonly services: ec2.InterfaceVpcEndpointAwsService[];
  /** Route tables with a route to each service's gateway. A service without route tables has no endpoint. */
  readonly gateways: { readonly [service in GatewayDestination]: string[] };
  /** Interface endpoints for S3 and DynamoDB too. */
  readonly interfacesOnly: boolean;
  readonly perimeter: Perimeter;
}

export class Endpoints extends Construct {
  /** Ids by the service's short name (`kms`, `execute-api`). */
  public readonly ids: ReadonlyMap<string, string>;
  /** Names that must resolve for the endpoints to be found. */
  public readonly domainNames: string[];
  /** For functions: the address of a service without private DNS. */
  public readonly environment: { readonly [name: string]: string };

  public constructor(scope: Construct, id: string, props: EndpointsProps) {
    super(scope, id);
    const { services, gateways, interfacesOnly } = props;
    const ids = new Map<string, string>();
    const domainNames = new Set<string>();
    const add = (service: string, endpoint: ec2.CfnVPCEndpoint) => {
      Tags.of(endpoint).add('Name', `${this.node.path}/${service}`);
      ids.set(service, endpoint.ref);
      for (const name of namesOf(service)) domainNames.add(name);
    };
    const destinations = (Object.keys(gateways) as GatewayDestination[]).filter((service) => gateways[service].length > 0);
    const interfaces = [...services, ...(interfacesOnly ? destinations.map((service) => IN_PLACE_OF_GATEWAYS[service]) : [])];
    for (const service of interfaces) {
      if (!ids.has(service.shortName)) add(service.shortName, this.interfaceEndpoint(service, props));
    }
    if (!interfacesOnly) {
      for (const service of destinations) {
        if (!ids.has(service)) add(service, this.gatewayEndpoint(service, gateways[service], props));
      }
    }
    const dynamoDb = this.node.tryFindChild('dynamodb') as ec2.CfnVPCEndpoint | undefined;
    this.environment =
      interfacesOnly && dynamoDb !== undefined
        ? // `<hosted zone>:<name>`, the Regional name first.
          { AWS_ENDPOINT_URL_DYNAMODB: `https://${Fn.select(1, Fn.split(':', Fn.select(0, dynamoDb.attrDnsEntries)))}` }
        : {};
    this.ids = ids;
    this.domainNames = [...domainNames];
  }

  private interfaceEndpoint(service: ec2.InterfaceVpcEndpointAwsService, props: EndpointsProps): ec2.CfnVPCEndpoint {
    return new ec2.CfnVPCEndpoint(this, service.shortName, {
      vpcEndpointType: ec2.VpcEndpointType.INTERFACE,
      serviceName: service.name,
      vpcId: props.vpcId,
      subnetIds: props.subnetIds,
      securityGroupIds: [props.securityGroupId],
      policyDocument: endpointPolicy(service.shortName, props.perimeter),
      // DynamoDB has no private DNS: an environment variable gives functions the endpoint's own name.
      privateDnsEnabled: service.shortName !== 'dynamodb',
      // Otherwise S3's private names would serve only queries from outside the VPC, and would need a gateway endpoint too.
      ...(service.shortName === 's3' && { dnsOptions: { privateDnsOnlyForInboundResolverEndpoint: 'AllResolvers' } }),
    });
  }

  private gatewayEndpoint(service: GatewayDestination, routeTableIds: string[], props: EndpointsProps): ec2.CfnVPCEndpoint {
    return new ec2.CfnVPCEndpoint(this, service, {
      vpcEndpointType: ec2.VpcEndpointType.GATEWAY,
      serviceName: `com.amazonaws.${Aws.REGION}.${service}`,
      vpcId: props.vpcId,
      routeTableIds,
      policyDocument: endpointPolicy(service, props.perimeter),
    });
  }
}

/** The Regional names of a service: `kms`, and `ecr.api` as `api.ecr`. */
function namesOf(service: string): string[] {
  const below = (name: string) => `${name}.${Aws.REGION}.${Aws.URL_SUFFIX}`;
  const name = service.split('.').reverse().join('.');
  const names = [below(name), `*.${below(name)}`];
  // CloudFormation's pre-signed URLs have the global form in us-east-1, and in older Regions the one with a dash.
  if (service === 's3')
    names.push(`${answerBucket()}.s3.${Aws.URL_SUFFIX}`, `${answerBucket()}.s3-${Aws.REGION}.${Aws.URL_SUFFIX}`);
  // The names that belong to one account, which newer SDKs prefer, and those of an interface endpoint.
  if (service === 'dynamodb') names.push(`*.${below('ddb')}`, `*.dynamodb.${Aws.REGION}.vpce.${Aws.URL_SUFFIX}`);
  return names;
}
