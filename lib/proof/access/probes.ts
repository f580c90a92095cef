// The requests by which an action on tenants' data is tried: which ARN, and which keys name whose data it is. The shapes of rows'
// keys, of objects' names and of encryption contexts are the app's: they are taken from what its own policies compare.

import type { Action, ActionCatalogue } from '../actions';
import { Keys, type Policy, type RequestContext, statementsOf } from '../iam';
import type { Resource, TemplateSet } from '../template';
import { DATA_TENANT, OTHER_TENANTS } from './tenants';

export interface Probe {
  readonly arn: string;
  readonly keys: Keys;
  /** Whether the request names whose data it is about: one that cannot is about everybody's. */
  readonly namesTenant: boolean;
}

const NONE = Keys.of({});

/** Service prefixes of the types that tenants' data may lie in, and the type of ARN that most of their actions are about. */
const SERVICES: { readonly [type: string]: string } = {
  'AWS::DynamoDB::Table': 'dynamodb',
  'AWS::DynamoDB::GlobalTable': 'dynamodb',
  'AWS::S3::Bucket': 's3',
  'AWS::KMS::Key': 'kms',
  'AWS::KMS::ReplicaKey': 'kms',
  'AWS::SQS::Queue': 'sqs',
  'AWS::SNS::Topic': 'sns',
  'AWS::Logs::LogGroup': 'logs',
  'AWS::SecretsManager::Secret': 'secretsmanager',
  'AWS::SSM::Parameter': 'ssm',
  'AWS::Kinesis::Stream': 'kinesis',
  'AWS::KinesisFirehose::DeliveryStream': 'firehose',
  'AWS::EFS::FileSystem': 'elasticfilesystem',
  'AWS::ECR::Repository': 'ecr',
  'AWS::OpenSearchService::Domain': 'es',
  'AWS::Elasticsearch::Domain': 'es',
  'AWS::RDS::DBCluster': 'rds',
  'AWS::RDS::DBInstance': 'rds',
  'AWS::Lambda::Function': 'lambda',
  'AWS::StepFunctions::StateMachine': 'states',
  'AWS::Backup::BackupVault': 'backup',
  // Who may assume it.
  'AWS::IAM::Role': 'sts',
  'AWS::Timestream::Table': 'timestream',
  'AWS::Cassandra::Table': 'cassandra',
};

/** Undefined for a type whose actions are not known here. */
export function serviceOf({ type }: Resource): string | undefined {
  return Object.hasOwn(SERVICES, type) ? SERVICES[type] : undefined;
}

/** Makes the probes of one resource; `policies` are all that could say something about it. */
export class Probes {
  private readonly arn: string;
  private readonly leadingKeys: readonly string[];
  private readonly objects: readonly string[];
  private readonly prefixes: readonly string[];
  private readonly encryptionContext: RequestContext | undefined;
  private readonly service: string;
  private readonly made = new Map<Action, readonly Probe[]>();

  public constructor(
    templates: TemplateSet,
    private readonly catalogue: ActionCatalogue,
    resource: Resource,
    policies: readonly Policy[],
  ) {
    this.service = serviceOf(resource) ?? '';
    this.arn = templates.attributeOf(resource, 'Arn');
    const compared = (key: string) =>
      policies.flatMap((policy) =>
        statementsOf(policy).flatMap(({ conditions }) =>
          conditions.filter((one) => one.key === key).flatMap(({ values }) => values),
        ),
      );
    this.leadingKeys = unique([DATA_TENANT, ...compared('dynamodb:leadingkeys').flatMap(instance)]);
    const objects = policies.flatMap((policy) =>
      statementsOf(policy).flatMap(({ isDeny, resources = [] }) =>
        isDeny
          ? []
          : resources
              .map(({ text }) => text)
              .filter((one) => one.startsWith(`${this.arn}/`))
              .flatMap(instance),
      ),
    );
    this.objects = unique([`${this.arn}/${DATA_TENANT}/object`, ...objects]);
    this.prefixes = unique([`${DATA_TENANT}/`, ...compared('s3:prefix').flatMap(instance)]);
    this.encryptionContext = contextOf(policies);
  }

  public of(action: Action): readonly Probe[] {
    const before = this.made.get(action);
    if (before !== undefined) return before;
    const probes = this.make(action);
    this.made.set(action, probes);
    return probes;
  }

  private make(action: Action): readonly Probe[] {
    switch (this.service) {
      case 'dynamodb':
        return this.ofTable(action);
      case 's3':
        return this.ofBucket(action);
      case 'kms':
        return this.ofKey(action);
      default:
        return [{ arn: this.arn, keys: NONE, namesTenant: false }];
    }
  }

  private ofTable(action: Action): Probe[] {
    const arn = action.resourceTypes.includes('table')
      ? this.arn
      : action.resourceTypes.includes('index')
        ? `${this.arn}/index/by-other-key`
        : action.resourceTypes.includes('stream')
          ? `${this.arn}/stream/2026-01-01T00:00:00.000`
          : action.resourceTypes.includes('backup')
            ? `${this.arn}/backup/01`
            : this.arn;
    if (this.catalogue.supportsConditionKey(`dynamodb:${action.name}`, 'dynamodb:leadingkeys') !== true) {
      return [{ arn, keys: NONE, namesTenant: false }];
    }
    const arns = action.resourceTypes.includes('index') && arn === this.arn ? [arn, `${arn}/index/by-other-key`] : [arn];
    const isPartiQl = action.name.startsWith('PartiQL');
    const rows = arns.flatMap((one) =>
      this.leadingKeys.flatMap((key): Probe[] => [
        { arn: one, keys: Keys.of({ 'dynamodb:LeadingKeys': [key] }), namesTenant: true },
        // Rows of several tenants at once: what asks for any of the values alone lets them pass.
        ...(isPartiQl || action.name.startsWith('Batch')
          ? [{ arn: one, keys: Keys.of({ 'dynamodb:LeadingKeys': [...OTHER_TENANTS, key] }), namesTenant: false }]
          : []),
      ]),
    );
    // A statement of PartiQL may name no key at all.
    return isPartiQl ? [...rows, { arn, keys: NONE, namesTenant: false }] : rows;
  }

  private ofBucket(action: Action): Probe[] {
    if (action.resourceTypes.includes('object')) {
      return this.objects.map((arn) => ({ arn, keys: NONE, namesTenant: true }));
    }
    if (this.catalogue.supportsConditionKey(`s3:${action.name}`, 's3:prefix') === true) {
      return [
        ...this.prefixes.map((prefix) => ({ arn: this.arn, keys: Keys.of({ 's3:prefix': prefix }), namesTenant: true })),
        { arn: this.arn, keys: Keys.of({ 's3:prefix': [] }), namesTenant: false },
      ];
    }
    return [{ arn: this.arn, keys: NONE, namesTenant: false }];
  }

  /** Direct calls. What a service does with the key for its caller is decided where the service's data is. */
  private ofKey(action: Action): Probe[] {
    const direct: RequestContext = { 'kms:ViaService': [], 'kms:CallerAccount': [], 'kms:GrantIsForAWSResource': 'false' };
    const without = { arn: this.arn, keys: Keys.of({ ...direct, 'kms:EncryptionContextKeys': [] }), namesTenant: false };
    if (this.encryptionContext === undefined) return [without];
    if (this.catalogue.supportsConditionKey(`kms:${action.name}`, 'kms:encryptioncontextkeys') !== true) return [without];
    return [without, { arn: this.arn, keys: Keys.of({ ...direct, ...this.encryptionContext }), namesTenant: true }];
  }
}

/** Text that a pattern lets pass for the tenant whose data it is; none if it depends on something else. */
function instance(written: string): string[] {
  const filled = written.replace(/\$\{\s*aws:PrincipalTag\/[^{}]*\}/gi, DATA_TENANT).replace(/\$\{[*?$]\}/g, 'x');
  return filled.includes('${') ? [] : [filled.replace(/\*/g, `${DATA_TENANT}/object`).replace(/\?/g, 'x')];
}

/** The encryption context that the policies compare: tags stand for the tenant, other values for themselves. */
function contextOf(policies: readonly Policy[]): RequestContext | undefined {
  const prefix = 'kms:encryptioncontext:';
  const found: { [key: string]: string } = {};
  for (const policy of policies) {
    for (const { conditions } of statementsOf(policy)) {
      for (const { key, values } of conditions) {
        const [value] = values.flatMap(instance);
        if (!key.startsWith(prefix) || key.startsWith(`${prefix}aws:`) || value === undefined) continue;
        const isTenant = values.some((one) => /\$\{\s*aws:PrincipalTag\//i.test(one));
        if (isTenant || found[key] === undefined) found[key] = value;
      }
    }
  }
  const names = Object.keys(found).map((key) => key.slice(prefix.length));
  return names.length === 0 ? undefined : { ...found, 'kms:EncryptionContextKeys': names };
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
