import { pathOf } from '../../access';
import type { Evidence } from '../../evidence';
import { matches, pattern } from '../../iam';
import { arnComponents, list, own, type Resource, text, texts, within } from '../../template';
import type { Rule, Sighting } from '../rule';
import { named } from '../shared/properties';
import { few } from '../shared/statements';

export const tenantDataShared: Rule = {
  id: 'tenant-data-shared',
  severity: 'error',
  why: 'A copy, a share or an S3 access grant gives tenant data away without a policy that these rules judge. Others then decide who has the data.',
  fix: 'Copy only to a resource in these templates that is marked as tenant data. Do not share with another account. Give access only by policies.',
  source:
    'S3 User Guide: Replicating objects; Managing access with S3 Access Grants; AWS RAM User Guide: Sharing your AWS resources',
  *find(evidence) {
    if (evidence.tenantData.length === 0) return;
    yield* replications(evidence);
    yield* deliveries(evidence);
    yield* shares(evidence);
    yield* accessGrants(evidence);
  },
};

function* replications(evidence: Evidence): Generator<Sighting> {
  const { templates, tenantData } = evidence;
  for (const bucket of tenantData.filter(({ type }) => type === 'AWS::S3::Bucket')) {
    for (const [index, rule] of list(within(bucket.properties, 'ReplicationConfiguration.Rules')).entries()) {
      const destination = own(rule, 'Destination');
      const target = text(own(destination, 'Bucket'));
      if (text(own(rule, 'Status')) === 'Disabled' || target === undefined) continue;
      const account = text(own(destination, 'Account'));
      const copy = named(templates, target, 'AWS::S3::Bucket');
      const why =
        account !== undefined && account !== templates.accountOf(bucket)
          ? `a bucket of account ${account}`
          : copy === undefined
            ? 'a bucket that is not in the templates'
            : evidence.hasTenantData(copy)
              ? undefined
              : 'a bucket that is not marked as tenant data';
      if (why === undefined) continue;
      yield {
        resource: bucket,
        message: `replicates its objects to ${copy === undefined ? target : pathOf(copy)}, ${why}`,
        location: `Properties.ReplicationConfiguration.Rules[${index}]`,
        detail: copy === undefined ? target : pathOf(copy),
      };
    }
  }
}

/** Types that forward data: the type of the source, and the properties that name source and destination. */
const DELIVERIES = [
  ['AWS::Logs::SubscriptionFilter', 'AWS::Logs::LogGroup', 'LogGroupName', 'DestinationArn'],
  ['AWS::SNS::Subscription', 'AWS::SNS::Topic', 'TopicArn', 'Endpoint'],
] as const;

function* deliveries(evidence: Evidence): Generator<Sighting> {
  for (const [type, sourceType, from, to] of DELIVERIES) {
    for (const resource of evidence.templates.ofType(type)) {
      const source = dataNamed(evidence, resource, sourceType, texts(own(resource.properties, from)));
      const target = text(own(resource.properties, to)) ?? '';
      const account = arnComponents(target)?.[4] ?? '';
      if (source === undefined || account === '' || account === evidence.templates.accountOf(resource)) continue;
      yield {
        resource,
        message: `sends everything that ${pathOf(source)} receives to ${target}, in another account`,
        location: `Properties.${to}`,
      };
    }
  }
}

function* shares(evidence: Evidence): Generator<Sighting> {
  const { templates, tenantData } = evidence;
  for (const share of templates.ofType('AWS::RAM::ResourceShare')) {
    const ownAccount = templates.accountOf(share);
    const outside = texts(own(share.properties, 'Principals')).filter(
      (one) => one !== ownAccount && !(arnComponents(one)?.[2] === 'iam' && arnComponents(one)?.[4] === ownAccount),
    );
    if (outside.length === 0) continue;
    const arns = texts(own(share.properties, 'ResourceArns'));
    const types = new Set(tenantData.map(({ type }) => type));
    const referred = templates.referencesOf(share).flatMap((id) => templates.find(`${share.stackName}/${id}`) ?? []);
    const named = [...types].flatMap((type) => dataNamed(evidence, share, type, arns) ?? []);
    for (const data of new Set([...referred.filter((one) => evidence.hasTenantData(one)), ...named])) {
      yield { resource: share, message: `shares ${pathOf(data)} with ${few(outside)}`, detail: pathOf(data) };
    }
  }
}

/** S3 gives this access to the named grantee without any policy. Only an explicit Deny stops it. */
function* accessGrants(evidence: Evidence): Generator<Sighting> {
  const { templates, tenantData } = evidence;
  for (const grant of templates.ofType('AWS::S3::AccessGrant')) {
    const scope = `${scopeOf(evidence, grant)}${text(within(grant.properties, 'AccessGrantsLocationConfiguration.S3SubPrefix')) ?? ''}`;
    const who = text(within(grant.properties, 'Grantee.GranteeIdentifier')) ?? 'an unknown grantee';
    const permission = text(own(grant.properties, 'Permission')) ?? 'access';
    for (const bucket of tenantData.filter(({ type }) => type === 'AWS::S3::Bucket')) {
      if (!mayHold(scope, `s3://${templates.refOf(bucket)}`)) continue;
      yield { resource: grant, message: `gives ${who} ${permission} to objects of ${pathOf(bucket)}`, detail: pathOf(bucket) };
    }
  }
}

/** The default location is all of S3 (S3 User Guide: Working with locations in S3 Access Grants). An unknown location may be all of S3. */
function scopeOf({ templates }: Evidence, grant: Resource): string {
  const id = text(own(grant.properties, 'AccessGrantsLocationId'));
  const location = templates
    .ofType('AWS::S3::AccessGrantsLocation')
    .find((one) => [templates.refOf(one), templates.attributeOf(one, 'AccessGrantsLocationId')].includes(id ?? ''));
  return text(own(location?.properties ?? {}, 'LocationScope')) ?? (id === 'default' ? 's3://' : '*');
}

function mayHold(scope: string, bucket: string): boolean {
  if (scope === 's3://' || scope === bucket) return true;
  return (
    matches(pattern([{ literally: `${bucket}/` }, '*']), scope) !== false || matches(pattern([scope]), `${bucket}/x`) !== false
  );
}

/** The resource with tenant data that a name means, or may mean. */
function dataNamed(evidence: Evidence, holder: Resource, type: string, names: readonly string[]): Resource | undefined {
  const { certain, possible } = evidence.access.policies.targets.of(holder, { type, names }, []);
  return [...certain, ...possible].find((one) => evidence.hasTenantData(one));
}
