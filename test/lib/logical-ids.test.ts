// Logical ids are contract: a changed id replaces a customer's key or table. A new construct adds lines here; none may change.

import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Code } from 'aws-cdk-lib/aws-lambda';
import {
  ApiGatewayAccount,
  AsapAuthorizer,
  AsapIdentity,
  AsapKeyRepository,
  Flow,
  Segment,
  SegmentedVpc,
  ServiceKey,
  TenantContextService,
  TenantRole,
  TenantService,
  TenantSessionBroker,
  TenantTable,
} from 'cdk-bulkhead';

const CONSTRUCTS: { readonly [name: string]: (stack: Stack) => void } = {
  ApiGatewayAccount: (stack) => new ApiGatewayAccount(stack, 'It'),
  ServiceKey: (stack) => key(stack, 'It'),
  AsapKeyRepository: (stack) => repository(stack, 'It'),
  AsapIdentity: (stack) =>
    new AsapIdentity(stack, 'It', { issuer: 'issues', keyRepository: repository(stack), logsKey: key(stack) }),
  TenantContextService: (stack) => new TenantContextService(stack, 'It'),
  TenantRole: (stack) => sessions(stack, new TenantRole(stack, 'It', { serviceName: 'issues' })),
  TenantTable: (stack) => {
    const tenantRole = new TenantRole(stack, 'TenantRole', { serviceName: 'issues' });
    sessions(stack, tenantRole);
    new TenantTable(stack, 'It', { encryptionKey: key(stack, 'TableKey'), tenantRole });
  },
  TenantSessionBroker: (stack) => sessions(stack, new TenantRole(stack, 'TenantRole', { serviceName: 'issues' }), 'It'),
  AsapAuthorizer: (stack) => {
    const { requestAuthorizer: authorizer } = new AsapAuthorizer(stack, 'It', { ...decision(stack), logsKey: key(stack) });
    const api = new RestApi(stack, 'Api', { cloudWatchRole: false });
    const handler = new TenantContextService(stack, 'Other').commandsFunction;
    api.root.addMethod('GET', new LambdaIntegration(handler), { authorizer });
  },
  SegmentedVpc: (stack) => {
    const flows = [
      Flow.between('service', 'endpoints', ec2.Port.tcp(443)),
      Flow.between('service', 'data', ec2.Port.tcp(5432)),
      Flow.between('service', 's3', ec2.Port.tcp(443)),
    ];
    new SegmentedVpc(stack, 'It', { flows, segments: [Segment.service(), Segment.endpoints(), Segment.data()] }).securityGroupFor(
      'issues',
    );
  },
  'TenantService in a network': (stack) => {
    const network = new SegmentedVpc(stack, 'Network');
    new TenantService(stack, 'It', { ...decision(stack), network, code: Code.fromInline('x'), handler: 'index.handler' });
  },
  TenantService: (stack) =>
    new TenantService(stack, 'It', { ...decision(stack), code: Code.fromInline('x'), handler: 'index.handler' }),
};

function key(stack: Stack, id = 'Key'): ServiceKey {
  return new ServiceKey(stack, id, { serviceName: 'issues' });
}

function repository(stack: Stack, id = 'Repository'): AsapKeyRepository {
  return new AsapKeyRepository(stack, id, { issuers: ['edge', 'issues'] });
}

function decision(stack: Stack) {
  return {
    serviceName: 'issues',
    callers: ['edge'],
    keyRepository: repository(stack),
    tenants: new TenantContextService(stack, 'TenantContext'),
  };
}

function sessions(stack: Stack, tenantRole: TenantRole, id = 'Sessions'): TenantSessionBroker {
  return new TenantSessionBroker(stack, id, { ...decision(stack), tenantRole, logsKey: key(stack) });
}

test.each(Object.entries(CONSTRUCTS))('%s', (_name, build) => {
  const stack = new Stack(new App(), 'Stack');
  build(stack);

  const resources = Template.fromStack(stack).toJSON().Resources as { [id: string]: { Type: string } };
  const own = Object.entries(resources)
    .filter(([id]) => id.startsWith('It'))
    // A deployment's id ends in a hash of the API.
    .map(([id, { Type }]) => `${id.replace(/(Deployment[0-9A-F]{8})[0-9a-f]{32}$/, '$1<hash>')} ${Type}`)
    .sort();

  expect(own.length).toBeGreaterThan(0);
  expect(own).toMatchSnapshot();
});
