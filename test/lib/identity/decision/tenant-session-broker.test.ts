import { type DecisionSettings, TenantRole, TenantSessionBroker, type TenantSessionBrokerProps } from '../../../../lib';
import { bySid, identityStatements, logicalId, only, readable, resourcesOf, rights, synthesise } from '../../templates';
import { roleIn, surroundings } from '../../worlds';
import { REFUSED_CALLERS, REFUSED_SETTINGS } from './decision-rows';

function sessions(props: Partial<TenantSessionBrokerProps & DecisionSettings> = {}) {
  const { stack, keyRepository, tenants, logsKey } = surroundings();
  const tenantRole = new TenantRole(stack, 'TenantRole', { serviceName: 'media' });
  const made = new TenantSessionBroker(stack, 'Sessions', {
    serviceName: 'media',
    callers: ['edge'],
    keyRepository,
    tenants,
    tenantRole,
    logsKey,
    ...props,
  });
  return { stack, made, tenantRole, keyRepository };
}

const BROKER = /^SessionsBrokerFunction/;

describe('the broker', () => {
  const { stack, tenantRole, keyRepository } = sessions();
  const template = synthesise(stack);
  const [[roleId] = ['']] = resourcesOf(template, 'AWS::IAM::Role').filter(([id]) => /^SessionsBrokerRole/.test(id));
  const statements = identityStatements(template, roleId);
  const role = `<${logicalId(tenantRole.role)}.Arn>`;

  test('may assume its tenant role and no other, beside what every decision reads', () => {
    const [[catalogue] = ['']] = resourcesOf(template, 'AWS::DynamoDB::Table');
    const [[key] = ['']] = resourcesOf(template, 'AWS::KMS::Key').filter(([id]) => /^TenantContextKey/.test(id));
    const [[log] = ['']] = resourcesOf(template, 'AWS::Logs::LogGroup').filter(([id]) => /^SessionsBrokerLog/.test(id));
    expect(rights(statements)).toEqual([
      `dynamodb:GetItem <${catalogue}.Arn>`,
      `kms:Decrypt <${key}.Arn>`,
      `logs:CreateLogStream <${log}.Arn>`,
      `logs:PutLogEvents <${log}.Arn>`,
      `s3:GetObject <${logicalId(keyRepository.bucket)}.Arn>/*`,
      `sts:AssumeRole ${role}`,
      `sts:TagSession ${role}`,
      'xray:PutTelemetryRecords *',
      'xray:PutTraceSegments *',
    ]);
    expect(bySid(statements, 'AssumeTenantRole').Action).toEqual(['sts:AssumeRole', 'sts:TagSession']);
  });

  test('is told which role that is', () => {
    expect(readable(only(template, 'AWS::Lambda::Function', BROKER).Properties.Environment.Variables.BULKHEAD_TENANT_ROLE)).toBe(
      role,
    );
  });

  test('is invoked by nobody yet: no permission, no URL, no event source, no queue', () => {
    expect(resourcesOf(template, 'AWS::Lambda::Permission')).toEqual([]);
    expect(resourcesOf(template, 'AWS::Lambda::Url')).toEqual([]);
    expect(resourcesOf(template, 'AWS::Lambda::EventSourceMapping')).toEqual([]);
    const { Properties } = only(template, 'AWS::Lambda::Function', BROKER);
    expect(Properties).not.toHaveProperty('DeadLetterConfig');
    expect(Properties).not.toHaveProperty('Layers');
    expect(JSON.stringify(template)).not.toContain('lambda:InvokeFunction');
  });
});

describe('grantInvoke', () => {
  test('writes the identity policy of one role, for this function alone', () => {
    const { stack, made } = sessions();
    const service = roleIn(stack, 'Service');
    made.grantInvoke(service);
    const template = synthesise(stack);
    expect(rights(identityStatements(template, logicalId(service)))).toEqual([
      `lambda:InvokeFunction <${logicalId(made.function)}.Arn>`,
    ]);
    expect(resourcesOf(template, 'AWS::Lambda::Permission')).toEqual([]);
  });

  test('refuses a second role: with a token of this service it would have the tenant’s data', () => {
    const { stack, made } = sessions();
    made.grantInvoke(roleIn(stack, 'Service'));
    expect(() => made.grantInvoke(roleIn(stack, 'Second'))).toThrow(
      /^Stack\/Sessions: grantInvoke is called a second time: another role may already invoke this broker\n {2}expected {2}one role, the role of the service’s function: another principal with a token for this service could read the tenant data\n {2}do {8}make a TenantSessionBroker for each service$/,
    );
  });
});

test.each(REFUSED_SETTINGS)('refuses the settings $settings', ({ settings, message }) => {
  expect(() => sessions(settings)).toThrow(message);
});

test.each(REFUSED_CALLERS)('refuses a caller %s', (_title, callers, message) => {
  expect(() => sessions({ callers })).toThrow(message);
});

test('refuses a service that is no issuer', () => {
  expect(() => sessions({ serviceName: '' })).toThrow(/serviceName is ""\n {2}expected {2}1 to 128 characters/);
});
