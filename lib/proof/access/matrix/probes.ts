// The requests that test an action on tenant data: an ARN, and condition keys that name the tenant. Each app chooses the forms of row keys,
// object names and encryption contexts. So the probes take these forms from the values that the app's policies compare.

import type { Action, ActionCatalogue } from '../../actions';
import { getOrAdd } from '../../collections';
import { Keys, type RequestContext } from '../../iam';
import type { Resource, TemplateSet } from '../../template';
import { instances, ownPartsBelow, partsBelow, sharedPartsBelow } from './parts-below';
import type { PolicyTexts } from './policy-texts';
import { indexesOf, type TableIndexes } from './table-indexes';
import { DATA_TENANT, OTHER_TENANTS } from './tenants';

export interface Probe {
  readonly arn: string;
  readonly keys: Keys;
  /** The tenant whose data the request is about. If it names no tenant, one of all tenants. */
  readonly tenant: string;
  /** Whether the request names the tenant. A request that cannot is about the data of all tenants. */
  readonly namesTenant: boolean;
  /** The key or the name of a partition that no tenant owns, if the request is about one. */
  readonly shared?: string;
  /** Why the request may be about the data of all tenants although it is allowed only for one of them. */
  readonly doubt?: string;
}

const NONE = Keys.of({});
/** No tenant owns what the request names. */
const OF_SHARED = { tenant: DATA_TENANT, namesTenant: true } as const;
const OF_ALL = { tenant: DATA_TENANT, namesTenant: false } as const;
/** The name of no tenant. */
const NO_TENANT = 'the-key-of-no-tenant';

export interface ProbedResource {
  readonly templates: TemplateSet;
  readonly catalogue: ActionCatalogue;
  readonly resource: Resource;
  /** One of `servicesOf` it. */
  readonly service: string;
  /** All policies that could decide about it. */
  readonly policies: readonly PolicyTexts[];
  /** The tenants whose data the probes ask for. */
  readonly tenants: readonly string[];
}

/** The values for one tenant, in the forms that the app's policies compare. */
interface OfTenant {
  readonly tenant: string;
  readonly leadingKeys: readonly string[];
  readonly prefixes: readonly string[];
}

/** What no tenant owns: as a policy writes it, and a name that it stands for. */
interface Shared {
  readonly written: string;
  readonly value: string;
}

function sharedAs(written: string): Shared[] {
  return instances(written, 'any').map((value) => ({ written, value }));
}

/** Creates the probes of one resource, for the actions of one service. */
export class Probes {
  private readonly arn: string;
  private readonly tenants: readonly OfTenant[];
  /** ARNs of parts that policies name, for a tenant. */
  private readonly below: (tenant: string) => readonly string[];
  /** What policies name beside a tenant's own data, and no tenant owns. */
  private readonly shared: { readonly [part in 'leadingKeys' | 'prefixes' | 'objects']: readonly Shared[] };
  private readonly encryptionContext: RequestContext | undefined;
  private readonly indexes: TableIndexes;
  /** Leading keys of other tenants, in the forms that the policies compare. */
  private readonly keysOfOthers: readonly string[];
  private readonly service: string;
  private readonly catalogue: ActionCatalogue;
  private readonly made = new Map<Action, readonly Probe[]>();

  public constructor({ templates, catalogue, resource, service, policies, tenants }: ProbedResource) {
    this.service = service;
    this.catalogue = catalogue;
    const arns = arnsOf(templates, resource, service);
    this.arn = arns[0] ?? '';
    const shared = (key: string) => new Set(policies.flatMap((one) => [...one.sharedUnder(key)]));
    const [sharedKeys, sharedPrefixes] = [shared('dynamodb:leadingkeys'), shared('s3:prefix')];
    const compared = (key: string, isShared: ReadonlySet<string>) =>
      policies.flatMap((one) => [...(one.compared.get(key) ?? [])]).filter((value) => !isShared.has(value));
    const [leadingKeys, prefixes] = [compared('dynamodb:leadingkeys', sharedKeys), compared('s3:prefix', sharedPrefixes)];
    this.tenants = tenants.map((tenant) => ({
      tenant,
      leadingKeys: unique([tenant, ...leadingKeys.flatMap((one) => instances(one, tenant))]),
      prefixes: unique([`${tenant}/`, ...prefixes.flatMap((one) => instances(one, tenant))]),
    }));
    this.shared = {
      leadingKeys: [...sharedKeys].flatMap(sharedAs),
      prefixes: [...sharedPrefixes].flatMap(sharedAs),
      objects: arns.flatMap((arn) => sharedPartsBelow(arn, policies)).flatMap(sharedAs),
    };
    this.indexes = indexesOf(templates, resource);
    this.keysOfOthers = unique(OTHER_TENANTS.flatMap((other) => [other, ...leadingKeys.flatMap((one) => instances(one, other))]));
    const parts = service === 's3' ? ownPartsBelow : partsBelow;
    const found = new Map<string, readonly string[]>();
    this.below = (tenant) => getOrAdd(found, tenant, () => unique(arns.flatMap((arn) => parts(arn, policies, tenant))));
    this.encryptionContext = contextOf(policies);
  }

  public of(action: Action): readonly Probe[] {
    return getOrAdd(this.made, action, () => this.make(action));
  }

  private make(action: Action): readonly Probe[] {
    switch (this.service) {
      case 'dynamodb':
        return this.ofTable(action);
      case 's3':
        return this.ofBucket(action);
      case 'kms':
        return this.ofKey(action);
      case 'rds-db':
        return this.ofDatabaseUsers();
      default:
        return [this.arn, ...this.below(DATA_TENANT)].map((arn) => ({ arn, keys: NONE, ...OF_ALL }));
    }
  }

  private ofTable(action: Action): Probe[] {
    const arns = this.partsOfTable(action);
    if (this.catalogue.supportsConditionKey(`dynamodb:${action.name}`, 'dynamodb:leadingkeys') !== true) {
      return arns.map((arn) => ({ arn, keys: NONE, ...OF_ALL }));
    }
    const isPartiQl = action.name.startsWith('PartiQL');
    const rows = arns.flatMap((one) => {
      const doubt = this.doubtAbout(one);
      if (doubt !== undefined) return this.ofForeignKeys(one, doubt);
      const ofTenants = this.tenants.flatMap(({ tenant, leadingKeys }) => leadingKeys.map((key) => ({ key, tenant })));
      const shared = this.shared.leadingKeys.map(({ value, written }) => ({ key: value, ...OF_SHARED, shared: written }));
      return [...ofTenants, ...shared].flatMap(({ key, ...about }): Probe[] => [
        { arn: one, keys: leading(key), namesTenant: true, ...about },
        // Rows of several tenants at once: a condition with ForAnyValue lets them pass.
        ...(isPartiQl || action.name.startsWith('Batch') ? [{ arn: one, keys: leading(...OTHER_TENANTS, key), ...OF_ALL }] : []),
      ]);
    });
    // A PartiQL statement may name no key.
    return isPartiQl ? [...rows, ...arns.map((arn) => ({ arn, keys: NONE, ...OF_ALL }))] : rows;
  }

  private doubtAbout(arn: string): string | undefined {
    const before = `${this.arn}${INDEX.prefix}`;
    return arn.startsWith(before) ? this.indexes.doubtAbout(arn.slice(before.length)) : undefined;
  }

  /** Rows by a key that may not be a tenant: whoever may name the key as he likes has all of them for certain. */
  private ofForeignKeys(arn: string, doubt: string): Probe[] {
    const ofTenants = unique([...this.tenants.flatMap(({ leadingKeys }) => leadingKeys), ...this.keysOfOthers]);
    return [
      { arn, keys: leading(NO_TENANT), ...OF_ALL },
      ...ofTenants.map((key) => ({ arn, keys: leading(key), ...OF_ALL, doubt })),
    ];
  }

  /** The table, and for each kind of part: one that nobody names, its indexes, and those that policies name. */
  private partsOfTable({ resourceTypes }: Action): string[] {
    const parts = PARTS_OF_TABLE.filter(({ type }) => resourceTypes.includes(type)).flatMap(({ prefix, any }) => [
      `${this.arn}${prefix}${any}`,
      ...(prefix === INDEX.prefix ? this.indexes.names.map((name) => `${this.arn}${prefix}${name}`) : []),
      ...this.below(DATA_TENANT).filter((one) => one.startsWith(`${this.arn}${prefix}`)),
    ]);
    return resourceTypes.includes('table') || parts.length === 0 ? [this.arn, ...unique(parts)] : unique(parts);
  }

  private ofBucket(action: Action): Probe[] {
    if (action.resourceTypes.includes('object')) {
      const ofTenants = this.tenants.flatMap(({ tenant }) => {
        const objects = unique([`${this.arn}/${tenant}/object`, ...this.below(tenant)]);
        return objects.map((arn): Probe => ({ arn, keys: NONE, tenant, namesTenant: true }));
      });
      const shared = this.shared.objects.map(({ value, written }) => ({
        ...OF_SHARED,
        arn: `${this.arn}${value}`,
        keys: NONE,
        shared: written.slice(1),
      }));
      return [...ofTenants, ...shared];
    }
    if (this.catalogue.supportsConditionKey(`s3:${action.name}`, 's3:prefix') === true) {
      return [
        ...this.tenants.flatMap(({ tenant, prefixes }) =>
          prefixes.map((prefix) => ({ arn: this.arn, keys: Keys.of({ 's3:prefix': prefix }), tenant, namesTenant: true })),
        ),
        ...this.shared.prefixes.map(({ value, written }) => ({
          ...OF_SHARED,
          arn: this.arn,
          keys: Keys.of({ 's3:prefix': value }),
          shared: written,
        })),
        { arn: this.arn, keys: Keys.of({ 's3:prefix': [] }), ...OF_ALL },
      ];
    }
    return [{ arn: this.arn, keys: NONE, ...OF_ALL }];
  }

  /** The user of each tenant, and the users that policies name. The database decides what a user may read. */
  private ofDatabaseUsers(): Probe[] {
    return this.tenants.flatMap(({ tenant }) =>
      unique([`${this.arn}/${tenant}`, ...this.below(tenant)]).map((arn) => ({ arn, keys: NONE, tenant, namesTenant: true })),
    );
  }

  /** Direct calls. The policies of a service's data decide what the service does with the key for its caller. */
  private ofKey(action: Action): Probe[] {
    const direct: RequestContext = { 'kms:ViaService': [], 'kms:CallerAccount': [], 'kms:GrantIsForAWSResource': 'false' };
    const without = { arn: this.arn, keys: Keys.of({ ...direct, 'kms:EncryptionContextKeys': [] }), ...OF_ALL };
    if (this.encryptionContext === undefined) return [without];
    if (this.catalogue.supportsConditionKey(`kms:${action.name}`, 'kms:encryptioncontextkeys') !== true) return [without];
    return [without, { arn: this.arn, keys: Keys.of({ ...direct, ...this.encryptionContext }), ...OF_ALL, namesTenant: true }];
  }
}

function leading(...keys: readonly string[]): Keys {
  return Keys.of({ 'dynamodb:LeadingKeys': keys });
}

const INDEX = { type: 'index', prefix: '/index/', any: 'by-other-key' } as const;

const PARTS_OF_TABLE = [
  INDEX,
  { type: 'stream', prefix: '/stream/', any: '2026-01-01T00:00:00.000' },
  { type: 'backup', prefix: '/backup/', any: '01' },
] as const;

/** The ARNs of a resource in policies. The first one is its main ARN. */
function arnsOf(templates: TemplateSet, resource: Resource, service: string): string[] {
  const arn = templates.attributeOf(resource, 'Arn');
  switch (service) {
    case 'logs':
      // GetAtt ends in `:*`, which covers the group's streams.
      return [arn, arn.replace(/:\*$/, '')];
    case 'states':
      return [arn, arn.replace(':stateMachine:', ':execution:')];
    case 'rds-db':
      // The ARN of a database user contains the resource id of the cluster: `dbuser:<id>/<user>`.
      return [
        `${arn.replace(/:rds:/, ':rds-db:').replace(/:(?:cluster|db):.*$/, '')}:dbuser:${templates.attributeOf(resource, resource.type === 'AWS::RDS::DBCluster' ? 'DBClusterResourceId' : 'DbiResourceId')}`,
      ];
    default:
      return [arn];
  }
}

/** The encryption context that the policies compare. A principal tag becomes the tenant; other values stay. */
function contextOf(policies: readonly PolicyTexts[]): RequestContext | undefined {
  const prefix = 'kms:encryptioncontext:';
  const found: { [key: string]: string } = {};
  for (const { compared } of policies) {
    for (const [key, values] of compared) {
      if (!key.startsWith(prefix) || key.startsWith(`${prefix}aws:`)) continue;
      const ofTenant = [...values].filter((one) => /\$\{\s*aws:PrincipalTag\//i.test(one));
      const [value] = [...ofTenant, ...values].flatMap((one) => instances(one, DATA_TENANT));
      if (value !== undefined && (ofTenant.length > 0 || found[key] === undefined)) found[key] = value;
    }
  }
  const names = Object.keys(found).map((key) => key.slice(prefix.length));
  return names.length === 0 ? undefined : { ...found, 'kms:EncryptionContextKeys': names };
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
