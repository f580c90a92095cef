// Parts of stores that policies name in unusual ways: the matrix asks about each of them.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of CloudFormation
import { ActionCatalogue } from '../../../../lib/proof/actions';
import { Evidence } from '../../../../lib/proof/evidence';
import { runRules } from '../../../../lib/proof/rules';
import { type JsonObject, TemplateSet } from '../../../../lib/proof/template';
import { allow, document, named, role, TENANT_DATA, tags } from '../rules/planted/builders';

const catalogue = new ActionCatalogue();

/** Where tenant-data-access finds something, in a stack of any account. */
function found(resources: object, more: object = {}): string[] {
  const template = { Resources: resources, ...more } as unknown as JsonObject;
  const evidence = new Evidence(new TemplateSet([{ stackName: 'App', template }]), catalogue);
  return runRules(evidence, { only: ['tenant-data-access'] }).findings.map(({ resource }) => resource);
}

const marked = (Type: string, properties: object) => ({ Type, Properties: { ...properties, Tags: tags(TENANT_DATA) } });
const may = (action: string, resource: unknown) =>
  role('Role', { Policies: [{ PolicyName: 'p', PolicyDocument: document(allow(action, resource)) }] });
const group = { Group: { Type: 'AWS::SQS::Queue' } };

test.each<[what: string, type: string, properties: object, action: string, resource: string]>([
  ['an object', 'AWS::S3::Bucket', { BucketName: 'acme-data' }, 's3:GetObject', 'arn:aws:s3:::acme-data/${Group.QueueName}/*'],
  [
    'an object of a bucket with the Region in its name',
    'AWS::S3::Bucket',
    { BucketName: { 'Fn::Sub': 'data-${AWS::Region}' } },
    's3:GetObject',
    'arn:aws:s3:::data-${AWS::Region}/${Group.QueueName}/*',
  ],
  [
    'a log stream',
    'AWS::Logs::LogGroup',
    { LogGroupName: '/app/x' },
    'logs:GetLogEvents',
    'arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:/app/x:log-stream:${Group.QueueName}',
  ],
])('%s under a made-up name, of a store that has a written one', (_what, type, properties, action, resource) => {
  expect(found({ Store: marked(type, properties), ...group, ...may(action, { 'Fn::Sub': resource }) })).toContain('Role');
});

test('for a principal of another account too', () => {
  const Principal = named('arn:aws:iam::999988887777:root');
  const objects = { 'Fn::Sub': 'arn:aws:s3:::acme-data/${Group.QueueName}/*' };
  const policy = { Bucket: 'acme-data', PolicyDocument: document({ ...allow('s3:GetObject', objects), ...Principal }) };

  expect(
    found({
      Store: marked('AWS::S3::Bucket', { BucketName: 'acme-data' }),
      ...group,
      Policy: { Type: 'AWS::S3::BucketPolicy', Properties: policy },
    }),
  ).toContain('Store');
});

test('a short ARN whose partition the deployment decides', () => {
  const Conditions = { C: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'cn-north-1'] } };
  const resource = { 'Fn::Join': ['', ['arn:', { 'Fn::If': ['C', 'aws-cn', 'aws*'] }, ':dynamodb:*:*']] };

  expect(found({ Rows: marked('AWS::DynamoDB::Table', {}), ...may('dynamodb:Scan', resource) }, { Conditions })).toContain(
    'Role',
  );
});
