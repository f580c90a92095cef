// What the local form of an app refers to is in it, and what is in it is called as in the AWS form.
import { isHeld } from '../../../../lib/local/types/held';
import { newApp, only, resourcesOf } from '../../templates';
import { local, onlyTemplate, synthesised } from '../local-form';
import { APPS } from './apps';
import { dangling } from './dangling';

const app = (title: string) => APPS[title] ?? fail(title);
const fail = (title: string) => {
  throw new Error(`no app ${title}`);
};

describe.each(Object.keys(APPS))('the local form of %s', (title) => {
  const made = local(app(title));
  const aws = newApp();
  app(title)(aws);
  const before = synthesised(aws);
  // A deployment's id has a hash of its API in it, and a nested template's file one of its path.
  const idsOf = (templates: typeof before) =>
    Object.values(templates).flatMap(({ Resources }) =>
      Object.keys(Resources ?? {}).map((id) => id.replace(/(Deployment[0-9A-F]{8})[0-9a-f]{32}/, '$1')),
    );

  test('has no reference that leads nowhere', () => {
    expect(dangling(made)).toEqual([]);
  });

  test('has types alone that a local AWS makes', () => {
    const types = Object.values(made.templates).flatMap(({ Resources }) =>
      Object.values(Resources ?? {}).map(({ Type }) => Type),
    );
    expect(types.filter((type) => !isHeld(type))).toEqual([]);
  });

  test('has no logical id that the AWS form has not', () => {
    const ids = new Set(idsOf(before));
    expect(idsOf(made.templates).filter((id) => !ids.has(id))).toEqual([]);
  });

  test('differs, and says in what', () => {
    expect(made.changes.length).toBeGreaterThan(0);
    const gone = idsOf(before).length - idsOf(made.templates).length;
    expect(made.changes.filter((change) => / left out: /.test(change)).length).toBeGreaterThanOrEqual(gone);
  });
});

test('a reference that leads nowhere is found', () => {
  const template = { Resources: { A: { Type: 'T', Properties: { a: { Ref: 'B' }, b: { 'Fn::Sub': `\${C.Arn} \${!d}` } } } } };
  expect(dangling({ templates: { t: template as never } })).toEqual(['t refers to B', 't refers to C']);
});

test('routes to NAT gateways go with them, and every other route stays', () => {
  const { templates, changes } = local(app('a VPC with interface endpoints as CDK makes them'));
  expect(resourcesOf(onlyTemplate({ templates }), 'AWS::EC2::Route').map(([id]) => id)).toEqual([
    expect.stringMatching(/^VpcPublicSubnet1DefaultRoute/),
    expect.stringMatching(/^VpcPublicSubnet2DefaultRoute/),
  ]);
  expect(changes).toContain(
    'Stack/Vpc/PrivateSubnet1/DefaultRoute left out: it refers to Stack/Vpc/PublicSubnet1/NATGateway, which is left out',
  );
});

test('an endpoint’s group lets in the literal block of the VPC', () => {
  const template = onlyTemplate(local(app('a VPC with interface endpoints as CDK makes them')));
  const { SecurityGroupIngress } = only(template, 'AWS::EC2::SecurityGroup').Properties;
  expect(SecurityGroupIngress).toEqual([expect.objectContaining({ CidrIp: '10.0.0.0/16' })]);
});

test('rules about what is left out go, and the others stay', () => {
  const template = onlyTemplate(local(app('security groups that name each other and a prefix list')));
  expect(only(template, 'AWS::EC2::SecurityGroup', /^One/).Properties.SecurityGroupIngress).toEqual([
    expect.objectContaining({ CidrIp: '10.0.0.0/16', FromPort: 22 }),
  ]);
});

test('policies and groups no longer name what is left out', () => {
  const template = onlyTemplate(local(app('rights on what is left out')));
  const { Statement } = only(template, 'AWS::IAM::Policy').Properties.PolicyDocument;
  expect(Statement).toEqual([
    { Sid: 'Both', Effect: 'Allow', Action: '*', Resource: [{ Ref: expect.stringMatching(/^Topic/) }] },
  ]);
  expect(only(template, 'AWS::IAM::Role', /^Builder/).Properties.AssumeRolePolicyDocument.Statement).toEqual([]);
  expect(only(template, 'AWS::IAM::User').Properties?.Groups).toBeUndefined();
});

test('alarms on metric math go, with the alarms and boards that show them', () => {
  const { templates, changes } = local(app('alarms on metric math, on alarms and on boards'));
  expect(onlyTemplate({ templates }).Resources ?? {}).toEqual({});
  expect(changes).toContain('Stack/Ratio/Resource left out: a local AWS does not support alarms on metric math');
});
