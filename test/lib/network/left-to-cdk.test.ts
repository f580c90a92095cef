// A resource in a SegmentedVpc whose subnets and security group are left to CDK: docs/network.md says that the proof refuses it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { App } from 'aws-cdk-lib/core';
import { SegmentedVpc } from '../../../lib';
import { ActionCatalogue } from '../../../lib/proof/actions';
import { readAssembly } from '../../../lib/proof/assembly';
import { Evidence } from '../../../lib/proof/evidence';
import { runRules } from '../../../lib/proof/rules';
import { TemplateSet } from '../../../lib/proof/template';
import { newStack, quietly } from '../templates';

/** What `segment-flows` says of a function with this placement beside the network's own resources. */
function findings(placement: (network: SegmentedVpc) => Partial<lambda.FunctionProps>): string[] {
  const stack = newStack();
  const network = new SegmentedVpc(stack, 'Network');
  new lambda.Function(stack, 'Orders', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
    role: new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }),
    vpc: network.vpc,
    ...placement(network),
  });
  const { directory } = quietly(() => (stack.node.root as App).synth());
  const evidence = new Evidence(new TemplateSet(readAssembly(directory).templates), new ActionCatalogue());
  const { findings: found } = runRules(evidence, { only: ['segment-flows'] });
  return found.map(({ severity, path, message }) => `${severity}: ${path}: ${message}`);
}

const GROUP_OF_CDK = /^error: Stack\/Orders\/SecurityGroup\/Resource: is in the network .+ but belongs to none of its segments$/;
const stands = (segment: string) =>
  new RegExp(
    `^error: Stack/Orders/Resource: is in segment ${segment} with .+, but may have only security groups of the segment$`,
  );

test.each<[left: string, placement: Parameters<typeof findings>[0], expected: readonly RegExp[]]>([
  ['subnets and group', () => ({}), [GROUP_OF_CDK, ...['edge', 'service', 'endpoints', 'data'].map(stands)]],
  ['the group', (network) => ({ vpcSubnets: network.subnetsOf('service') }), [GROUP_OF_CDK, stands('service')]],
  [
    'the subnets',
    (network) => ({ securityGroups: [network.securityGroupFor('orders')] }),
    ['edge', 'endpoints', 'data'].map(stands),
  ],
  [
    'nothing',
    (network) => ({ vpcSubnets: network.subnetsOf('service'), securityGroups: [network.securityGroupFor('orders')] }),
    [],
  ],
])('a function that leaves %s to CDK', (_left, placement, expected) => {
  expect(findings(placement)).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
});

test('docs/network.md names the rule', () => {
  const page = readFileSync(join(__dirname, '../../../docs/network.md'), 'utf8');

  expect(page).toContain('[`segment-flows`](rules.md#segment-flows)');
});
