// Roles with strong rights are bound to the code of their function, and tenant sessions, if asked for, to networks.
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { evaluate, type RequestContext } from '../../../lib/proof/iam';
import type { Json } from '../../../lib/proof/template';
import { TenantRole } from '../../../lib/tenancy';
import { identityStatements, newStack, only, resourcesOf, synthesise, type Template } from '../templates';
import { oneService, roleIn } from '../worlds';

const ACCOUNT = '111122223333';

const { stack } = oneService();
const template = synthesise(stack);

/** The ids of a role and of its function, by the beginning that both have. */
function pair(beginning: RegExp): { readonly role: string; readonly own: string } {
  const id = (type: string) => resourcesOf(template, type).find(([one]) => beginning.test(one))?.[0] ?? '';
  return { role: id('AWS::IAM::Role'), own: deployed(`<${id('AWS::Lambda::Function')}.Arn>`) };
}

/** Every attribute in these texts as an ARN. */
function deployed<T>(value: T): T {
  return JSON.parse(JSON.stringify(value).replace(/<(\w+)\.Arn>/g, `arn:aws:any:eu-west-1:${ACCOUNT}:thing:$1`));
}

function effect(of: Template, roleId: string, action: string, resource: string, context: RequestContext): string {
  const arn = `arn:aws:iam::${ACCOUNT}:role/${roleId}`;
  const document = { Version: '2012-10-17', Statement: identityStatements(of, roleId) };
  return evaluate(
    { principal: { kind: 'role', arn, account: ACCOUNT }, action, resource, resourceAccount: ACCOUNT, context },
    { identity: [{ source: 'its policies', document: deployed(document) as unknown as Json }] },
  ).effect;
}

const FUNCTION = 'lambda:SourceFunctionArn';
const direct = { 'aws:ViaAWSService': 'false' };

describe.each([
  ['session broker', /^MediaSessionsBroker/, 'sts:AssumeRole', /^<MediaTenantRole/],
  ['session broker', /^MediaSessionsBroker/, 'sts:TagSession', /^<MediaTenantRole/],
  ['key publisher', /^MediaIdentity\w*Publisher/, 's3:PutObject', /media\/\*$/],
  ['key publisher', /^MediaIdentity\w*Publisher/, 's3:DeleteObject', /media\/\*$/],
  ['key publisher', /^MediaIdentity\w*Publisher/, 'ssm:PutParameter', /parameter\/bulkhead/],
  ['commands of the Tenant Context Service', /^TenantContextCommands/, 'dynamodb:PutItem', /^<TenantContextCatalogue/],
  ['commands of the Tenant Context Service', /^TenantContextCommands/, 'dynamodb:GetItem', /^<TenantContextCatalogue/],
])('the role of the %s', (_name, beginning, action, on) => {
  const { role, own } = pair(beginning);
  const allowed = identityStatements(template, role).flatMap(({ Effect, Action, Resource }) =>
    Effect === 'Allow' && [Action].flat().includes(action) ? [Resource].flat().map(String) : [],
  );
  const resource = deployed(allowed.find((one) => on.test(one))?.replace('*', 'key') ?? '');

  test.each([
    ['in its own function', { ...direct, [FUNCTION]: own }, 'Allowed'],
    ['in another function', { ...direct, [FUNCTION]: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:other` }, 'Denied'],
    ['outside of Lambda', { ...direct, [FUNCTION]: [] }, 'Denied'],
    ['through a service that acts for it', { 'aws:ViaAWSService': 'true', [FUNCTION]: [] }, 'Allowed'],
  ])(`${action} %s`, (_where, context, expected) => {
    expect(resource).not.toBe('');
    expect(effect(template, role, action, resource, context)).toBe(expected);
  });
});

test('no policy below a role of a function names the function: CloudFormation would refuse the circle', () => {
  const bound = resourcesOf(template, 'AWS::IAM::ManagedPolicy').filter(([, { Properties }]) =>
    JSON.stringify(Properties.PolicyDocument).includes(FUNCTION),
  );
  const depended = Object.values(template.Resources).flatMap(({ DependsOn = [] }) => DependsOn);
  expect(bound).toHaveLength(3);
  expect(bound.filter(([id]) => depended.includes(id))).toEqual([]);
});

describe('a tenant role that is bound to networks', () => {
  const inVpcs = newStack();
  const vpcs = ['One', 'Two'].map((id) => new ec2.Vpc(inVpcs, id, { natGateways: 0 }));
  const made = new TenantRole(inVpcs, 'TenantRole', { serviceName: 'media', onlyFromVpcs: vpcs });
  made._trustBroker(roleIn(inVpcs, 'Broker'));
  const synthesised = synthesise(inVpcs);
  const ids = resourcesOf(synthesised, 'AWS::EC2::VPC').map(([id]) => `<${id}>`);
  const [roleId = ''] = resourcesOf(synthesised, 'AWS::IAM::Role').flatMap(([id]) => (id.startsWith('TenantRole') ? [id] : []));

  test.each([
    ['from the first VPC', { ...direct, 'aws:SourceVpc': ids[0] ?? '' }, false],
    ['from the second VPC', { ...direct, 'aws:SourceVpc': ids[1] ?? '' }, false],
    ['from another VPC', { ...direct, 'aws:SourceVpc': 'vpc-other' }, true],
    ['from the internet', { ...direct, 'aws:SourceVpc': [] }, true],
    ['by DynamoDB, which has no network of the caller', { 'aws:ViaAWSService': 'true', 'aws:SourceVpc': [] }, false],
  ])('a call %s', (_where, context, isDenied) => {
    const deny = identityStatements(synthesised, roleId).filter(({ Effect }) => Effect === 'Deny');
    const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
    const document = JSON.parse(JSON.stringify({ Version: '2012-10-17', Statement: [everything, ...deny] }));
    const arn = `arn:aws:iam::${ACCOUNT}:role/${roleId}`;
    const { effect: verdict } = evaluate(
      {
        principal: { kind: 'role', arn, account: ACCOUNT },
        action: 'dynamodb:GetItem',
        resource: `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/t`,
        resourceAccount: ACCOUNT,
        context,
      },
      { identity: [{ source: 'its policies', document }] },
    );
    expect(verdict).toBe(isDenied ? 'Denied' : 'Allowed');
  });

  test('needs a network', () => {
    expect(() => new TenantRole(newStack(), 'TenantRole', { serviceName: 'media', onlyFromVpcs: [] })).toThrow(
      /onlyFromVpcs is an empty list: .*\n {2}expected {2}at least one VPC\n {2}do {8}give the VPCs/,
    );
  });

  test('is not made without being asked for', () => {
    expect(JSON.stringify(only(template, 'AWS::IAM::ManagedPolicy', /^MediaTenantRole/))).not.toContain('aws:SourceVpc');
  });
});
