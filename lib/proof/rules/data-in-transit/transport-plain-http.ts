import type { Identity } from '../../access';
import type { Evidence } from '../../evidence';
import { flag, list, matching, own, type Resource, text } from '../../template';
import type { Rule, Severity, Sighting } from '../rule';
import { fails, property } from '../shared/properties';

export const transportPlainHttp: Rule = {
  id: 'transport-plain-http',
  severity: 'error',
  why: 'Without TLS, everybody on the network path can read and change the data, including tokens.',
  fix: 'Refuse requests without TLS: deny aws:SecureTransport false, redirect to HTTPS, switch on encryption in transit.',
  source: 'AWS Well-Architected Framework, Security Pillar: SEC09-BP02 Enforce encryption in transit',
  *find(evidence) {
    yield* stores(evidence);
    yield* listeners(evidence);
    yield* distributions(evidence);
    const { templates } = evidence;
    for (const resource of templates.ofType('AWS::ElastiCache::ReplicationGroup')) {
      if (!fails(evidence, resource, flag(property(resource, 'TransitEncryptionEnabled')))) continue;
      yield { resource, location: 'Properties.TransitEncryptionEnabled', message: 'accepts connections without TLS' };
    }
    for (const [type, path, isTls, byDefault] of CLIENTS) {
      for (const resource of templates.ofType(type)) {
        if (!fails(evidence, resource, matching(property(resource, path), isTls, byDefault))) continue;
        yield { resource, location: `Properties.${path}`, message: 'accepts connections without TLS' };
      }
    }
    for (const resource of templates.ofType('AWS::OpenSearchService::Domain', 'AWS::Elasticsearch::Domain')) {
      if (!fails(evidence, resource, flag(property(resource, 'DomainEndpointOptions.EnforceHTTPS')))) continue;
      yield { resource, location: 'Properties.DomainEndpointOptions', message: 'answers plain HTTP' };
    }
    for (const resource of templates.ofType('AWS::SNS::Subscription', 'AWS::SNS::Topic')) {
      const subscriptions = [resource.properties, ...list(property(resource, 'Subscription'))];
      if (!subscriptions.some((one) => own(one, 'Protocol') === 'http')) continue;
      yield { resource, message: 'sends messages over plain HTTP' };
    }
  },
};

/** Types, the property that says how clients connect, its values for TLS only, and whether it is TLS by default. */
const CLIENTS: readonly (readonly [type: string, path: string, isTls: RegExp, byDefault: boolean])[] = [
  ['AWS::DAX::Cluster', 'ClusterEndpointEncryptionType', /^TLS$/i, false],
  ['AWS::DocDB::DBClusterParameterGroup', 'Parameters.tls', /^(?!disabled$)/i, true],
  ['AWS::MSK::Cluster', 'EncryptionInfo.EncryptionInTransit.ClientBroker', /^TLS$/i, true],
];

/** Allows everything: if a request is still denied, the policy of the store denies it. */
const ADMINISTRATOR = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** What is asked of a store, as the end of its ARN. */
type Asked = readonly (readonly [action: string, part: string])[];

const OF_BUCKET: Asked = [
  ['s3:GetObject', '/any'],
  ['s3:PutObject', '/any'],
  ['s3:ListBucket', ''],
];
const OF_QUEUE: Asked = [
  ['sqs:SendMessage', ''],
  ['sqs:ReceiveMessage', ''],
];
const OF_TOPIC: Asked = [['sns:Publish', '']];

/** The SDKs use TLS: somebody must choose plain HTTP. So a bucket without tenant data is a warning, and other stores without it are nothing. */
function* stores(evidence: Evidence): Generator<Sighting> {
  const { templates } = evidence;
  for (const bucket of templates.ofType('AWS::S3::Bucket')) {
    const severity = evidence.hasTenantData(bucket) ? 'error' : 'warning';
    yield* accepting(evidence, bucket, templates.attributeOf(bucket, 'Arn'), OF_BUCKET, severity);
  }
  for (const queue of templates.ofType('AWS::SQS::Queue')) {
    if (evidence.hasTenantData(queue)) yield* accepting(evidence, queue, templates.attributeOf(queue, 'Arn'), OF_QUEUE, 'error');
  }
  for (const topic of templates.ofType('AWS::SNS::Topic')) {
    if (evidence.hasTenantData(topic)) yield* accepting(evidence, topic, templates.refOf(topic), OF_TOPIC, 'error');
  }
}

function* accepting(
  { templates, access }: Evidence,
  resource: Resource,
  arn: string,
  asked: Asked,
  severity: Severity,
): Generator<Sighting> {
  const account = templates.accountOf(resource);
  const identity: Identity = {
    name: 'an administrator',
    principal: { kind: 'user', arn: `arn:aws:iam::${account}:user/administrator`, account },
    identityPolicies: [{ source: 'an administrator', document: ADMINISTRATOR }],
    unknownPolicies: [],
    tags: {},
  };
  const open = asked.filter(([action, part]) => {
    const request = { action, resource, arn: `${arn}${part}`, context: { 'aws:SecureTransport': 'false' } };
    return access.decide(identity, request).effect !== 'Denied';
  });
  if (open.length === 0) return;
  yield { resource, message: `accepts ${open.map(([action]) => action).join(', ')} over plain HTTP`, severity };
}

function* listeners({ templates }: Evidence): Generator<Sighting> {
  for (const resource of templates.ofType('AWS::ElasticLoadBalancing::LoadBalancer')) {
    const isPlain = list(property(resource, 'Listeners')).some((one) => /^http$/i.test(text(own(one, 'Protocol')) ?? ''));
    if (isPlain) yield { resource, location: 'Properties.Listeners', message: 'serves plain HTTP' };
  }
  for (const resource of templates.ofType('AWS::ElasticLoadBalancingV2::Listener')) {
    if (property(resource, 'Protocol') !== 'HTTP') continue;
    const isServing = list(property(resource, 'DefaultActions')).some((action) => !isHarmless(action));
    if (isServing) yield { resource, location: 'Properties.Protocol', message: 'serves plain HTTP' };
  }
}

/** The listener sends no request on without TLS. */
function isHarmless(action: unknown): boolean {
  const type = own(action, 'Type');
  return type === 'fixed-response' || (type === 'redirect' && own(own(action, 'RedirectConfig'), 'Protocol') === 'HTTPS');
}

function* distributions({ templates }: Evidence): Generator<Sighting> {
  for (const resource of templates.ofType('AWS::CloudFront::Distribution')) {
    const config = property(resource, 'DistributionConfig');
    const behaviors = [own(config, 'DefaultCacheBehavior'), ...list(own(config, 'CacheBehaviors'))];
    if (behaviors.some((one) => text(own(one, 'ViewerProtocolPolicy')) === 'allow-all')) {
      yield { resource, location: 'Properties.DistributionConfig', message: 'answers plain HTTP (allow-all)' };
    }
  }
}
