import { TenantRole } from '../../../lib';
import { logicalId, newStack, only, readable, resourcesOf, synthesise, WITH_AND_WITHOUT_FLAGS } from '../templates';
import { roleIn } from '../worlds';

const BROKEN_BY_DEFAULT =
  'Stack/TenantRole: no principal may assume this tenant role\n  expected  one TenantSessionBroker with this role\n  do        pass the role to a TenantSessionBroker as `tenantRole`';

function tenantRole(flags?: { readonly [flag: string]: unknown }) {
  const stack = newStack({ flags });
  const made = new TenantRole(stack, 'TenantRole', { serviceName: 'media' });
  return { stack, made, broker: roleIn(stack, 'Broker') };
}

test.each(WITH_AND_WITHOUT_FLAGS)('is assumed by its broker alone, and only with exactly one tag, with %s', (_title, flags) => {
  const { stack, made, broker } = tenantRole(flags);
  made._trustBroker(broker);
  const role = only(synthesise(stack), 'AWS::IAM::Role', /^TenantRole/);
  expect(readable(role.Properties.AssumeRolePolicyDocument.Statement)).toEqual([
    {
      Sid: 'BrokerNamesOneTenant',
      Effect: 'Allow',
      Principal: { AWS: `<${logicalId(broker)}.Arn>` },
      Action: ['sts:AssumeRole', 'sts:TagSession'],
      Condition: {
        Null: { 'aws:RequestTag/TenantId': 'false' },
        StringLike: { 'aws:RequestTag/TenantId': '?*' },
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['TenantId'] },
      },
    },
  ]);
});

test('sessions are as short as IAM allows a role’s longest to be', () => {
  const { stack, made, broker } = tenantRole();
  made._trustBroker(broker);
  expect(only(synthesise(stack), 'AWS::IAM::Role', /^TenantRole/).Properties.MaxSessionDuration).toBe(3600);
});

test('opens nothing by itself', () => {
  const { stack, made, broker } = tenantRole();
  made._trustBroker(broker);
  const template = synthesise(stack);
  expect(resourcesOf(template, 'AWS::IAM::ManagedPolicy')).toEqual([]);
  expect(resourcesOf(template, 'AWS::IAM::Policy')).toEqual([]);
  const { Properties } = only(template, 'AWS::IAM::Role', /^TenantRole/);
  expect(Properties).not.toHaveProperty('ManagedPolicyArns');
  expect(Properties).not.toHaveProperty('Policies');
});

test('refuses a second broker: each of them could name any tenant', () => {
  const { stack, made, broker } = tenantRole();
  made._trustBroker(broker);
  expect(() => made._trustBroker(roleIn(stack, 'Second'))).toThrow(
    /^Stack\/TenantRole: this tenant role already has the broker Stack\/Broker, and Stack\/Second would be a second broker\n {2}expected {2}one broker for each tenant role, because a broker can name any tenant\n {2}do {8}make a TenantRole for each TenantSessionBroker$/,
  );
});

test('refuses the same broker twice', () => {
  const { made, broker } = tenantRole();
  made._trustBroker(broker);
  expect(() => made._trustBroker(broker)).toThrow(
    /^Stack\/TenantRole: this tenant role already has the broker Stack\/Broker, and Stack\/Broker would be a second broker\n {2}expected {2}one broker for each tenant role, because a broker can name any tenant\n {2}do {8}make a TenantRole for each TenantSessionBroker$/,
  );
});

test('without a broker the synth fails and says what is missing', () => {
  expect(() => synthesise(tenantRole().stack)).toThrow(BROKEN_BY_DEFAULT);
});
