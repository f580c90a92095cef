import * as iam from 'aws-cdk-lib/aws-iam';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ManagedPolicyRole, type ManagedPolicyRoleProps } from '../../../lib/common/managed-policy-role';
import {
  ENVIRONMENT_OF_TESTS,
  identityStatements,
  logicalId,
  newApp,
  newStack,
  only,
  readable,
  resourcesOf,
  synthesise,
} from '../templates';

const LONGEST_REGION = 'ap-southeast-1';

function roleIn(scope: Construct, props: Partial<ManagedPolicyRoleProps> = {}, id = 'Role') {
  return new ManagedPolicyRole(scope, id, {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    description: 'tests',
    ...props,
  });
}

const nameOf = (role: iam.Role) => readable<string>(Stack.of(role).resolve((role.node.defaultChild as iam.CfnRole).roleName));

test('what it is granted stands in one managed policy beside it, and nothing in the role', () => {
  const stack = newStack();
  const role = roleIn(stack);
  role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['a:One'], resources: ['x'] }));
  iam.Grant.addToPrincipal({ grantee: role, actions: ['b:Two'], resourceArns: ['y'] });
  role.addToPolicy(new iam.PolicyStatement({ actions: ['c:Three'], resources: ['z'] }));
  const template = synthesise(stack);
  expect(resourcesOf(template, 'AWS::IAM::ManagedPolicy')).toHaveLength(1);
  expect(resourcesOf(template, 'AWS::IAM::Policy')).toEqual([]);
  expect(only(template, 'AWS::IAM::Role').Properties).not.toHaveProperty('Policies');
  expect(identityStatements(template, logicalId(role)).map(({ Action }) => Action)).toEqual(['a:One', 'b:Two', 'c:Three']);
});

test('a role without grants has no policy', () => {
  const stack = newStack();
  roleIn(stack);
  expect(resourcesOf(synthesise(stack), 'AWS::IAM::ManagedPolicy')).toEqual([]);
});

test('who depends on a grant waits for the policy', () => {
  const stack = newStack();
  const role = roleIn(stack);
  const grant = iam.Grant.addToPrincipal({ grantee: role, actions: ['a:One'], resourceArns: ['x'] });
  const after = roleIn(stack, {}, 'After');
  grant.applyBefore(after);
  const template = synthesise(stack);
  const [[policy] = ['']] = resourcesOf(template, 'AWS::IAM::ManagedPolicy');
  expect(template.Resources[logicalId(after)]?.DependsOn).toContain(policy);
});

test('has no name of its own unless one is asked for', () => {
  expect(nameOf(roleIn(newStack()))).toBeUndefined();
});

test('sessions last as long as given', () => {
  const stack = newStack();
  roleIn(stack, { maxSessionDuration: Duration.hours(2) });
  expect(only(synthesise(stack), 'AWS::IAM::Role').Properties.MaxSessionDuration).toBe(7200);
});

describe('a literal name', () => {
  const deep = (stack: Stack, depth: number) => {
    let scope: Construct = stack;
    for (let i = 0; i < depth; i++) scope = new Construct(scope, `AnUncommonlyLongNameOfAConstruct${i}`);
    return scope;
  };

  test.each([1, 2, 5])('fits into 64 characters in every Region, %i constructs deep', (depth) => {
    const name = nameOf(roleIn(deep(newStack({}, 'AStackWithALongNameToo'), depth), { literalName: true })).replace(
      '<AWS::Region>',
      LONGEST_REGION,
    );
    expect(name.length).toBeLessThanOrEqual(64);
    expect(name).toMatch(/^[\w+=,.@-]+$/);
  });

  test('holds the Region, so that a second deployment does not meet the first one’s role', () => {
    expect(nameOf(roleIn(newStack(), { literalName: true }))).toMatch(/-Role-<AWS::Region>$/);
    expect(nameOf(roleIn(newStack({ env: ENVIRONMENT_OF_TESTS }), { literalName: true }))).toMatch(/-Role-eu-central-1$/);
  });

  test('differs from stack to stack and from place to place', () => {
    const app = newApp();
    const stacks = ['One', 'Two'].map((id) => newStack({}, id, app));
    const roles = stacks.flatMap((stack) => [
      roleIn(stack, { literalName: true }),
      roleIn(deep(stack, 2), { literalName: true }),
    ]);
    expect(new Set(roles.map(nameOf)).size).toBe(4);
  });

  test('refers to no stack: another one can write it down', () => {
    const role = roleIn(newStack(), { literalName: true });
    expect(nameOf(role).replaceAll('<AWS::Region>', '')).not.toMatch(/[<>]/);
  });
});
