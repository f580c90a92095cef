// Data in transit: what travels without TLS, or with an old one.
import { att, bucket, document, KEPT, key, type Row, ref, TENANT_DATA, tags, template, type Written } from './builders';

const balancer = { Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Type: 'network' } } };

const listens = (properties: object) =>
  template(balancer, {
    Listener: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: { LoadBalancerArn: ref('Balancer'), DefaultActions: [{ Type: 'forward' }], ...properties },
    },
  });

const distributes = (ViewerProtocolPolicy: string, ViewerCertificate: object) =>
  template({
    Distribution: {
      Type: 'AWS::CloudFront::Distribution',
      Properties: { DistributionConfig: { DefaultCacheBehavior: { ViewerProtocolPolicy }, ViewerCertificate } },
    },
  });

const modern = {
  AcmCertificateArn: 'arn:aws:acm:us-east-1:111111111111:certificate/one',
  MinimumProtocolVersion: 'TLSv1.2_2021',
};

const search = (DomainEndpointOptions: object) =>
  template(key(), {
    Domain: {
      Type: 'AWS::OpenSearchService::Domain',
      Properties: {
        VPCOptions: { SubnetIds: ['subnet-1'] },
        EncryptionAtRestOptions: { Enabled: true, KmsKeyId: att('Key') },
        DomainEndpointOptions,
      },
    },
  });

const TLS = { TLSSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' };

const cache = (more: object) =>
  template(key(), {
    Cache: {
      Type: 'AWS::ElastiCache::ReplicationGroup',
      Properties: { AtRestEncryptionEnabled: true, KmsKeyId: att('Key'), ...more },
    },
  });

const one = (Type: string, Properties: object): { readonly Resources: { readonly [id: string]: Written } } =>
  template({ One: { Type, Properties } });

const toHttps = { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', StatusCode: 'HTTP_301' } };

/** A store with tenant data whose policy refuses something else, and its twin whose policy refuses plain HTTP. */
const marked = (title: string, Type: string, properties: object, policy: (document: object) => Written): Row => {
  const store = { Store: { Type, Properties: { ...properties, Tags: tags(TENANT_DATA) }, ...KEPT } };
  const refusing = (condition: object) =>
    policy(document({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*', Condition: condition }));
  return {
    rule: 'transport-plain-http',
    title,
    bad: template(key(), store, { Policy: refusing({ Bool: { 'aws:PrincipalIsAWSService': 'true' } }) }),
    good: template(key(), store, { Policy: refusing({ Bool: { 'aws:SecureTransport': 'false' } }) }),
  };
};

export const DATA_IN_TRANSIT: readonly Row[] = [
  {
    rule: 'transport-plain-http',
    title: 'a bucket that answers plain HTTP',
    bad: template(bucket({}, [])),
    good: template(bucket()),
  },
  {
    rule: 'transport-plain-http',
    title: 'a listener that serves plain HTTP',
    bad: listens({ Protocol: 'HTTP' }),
    good: listens({ Protocol: 'HTTP', DefaultActions: [toHttps] }),
  },
  {
    rule: 'transport-plain-http',
    title: 'a distribution that answers plain HTTP',
    bad: distributes('allow-all', modern),
    good: distributes('redirect-to-https', modern),
  },
  {
    rule: 'transport-plain-http',
    title: 'a cache without TLS',
    bad: cache({}),
    good: cache({ TransitEncryptionEnabled: true }),
  },
  {
    rule: 'transport-plain-http',
    title: 'a search domain that answers plain HTTP',
    bad: search(TLS),
    good: search({ ...TLS, EnforceHTTPS: true }),
  },
  marked('a queue with tenant data', 'AWS::SQS::Queue', { KmsMasterKeyId: att('Key') }, (PolicyDocument) => ({
    Type: 'AWS::SQS::QueuePolicy',
    Properties: { Queues: [ref('Store')], PolicyDocument },
  })),
  marked('a topic with tenant data', 'AWS::SNS::Topic', { KmsMasterKeyId: att('Key') }, (PolicyDocument) => ({
    Type: 'AWS::SNS::TopicPolicy',
    Properties: { Topics: [ref('Store')], PolicyDocument },
  })),
  {
    rule: 'transport-plain-http',
    title: 'messages over plain HTTP',
    bad: one('AWS::SNS::Subscription', { Protocol: 'http', Endpoint: 'http://planted.example.org' }),
    good: one('AWS::SNS::Subscription', { Protocol: 'https', Endpoint: 'https://planted.example.org' }),
  },
  {
    rule: 'transport-tls-version',
    title: 'a domain of a REST API that says nothing',
    bad: one('AWS::ApiGateway::DomainName', { DomainName: 'planted.example.org' }),
    good: one('AWS::ApiGateway::DomainName', { DomainName: 'planted.example.org', SecurityPolicy: 'TLS_1_2' }),
  },
  {
    rule: 'transport-tls-version',
    title: 'a REST API with TLS 1.0',
    bad: one('AWS::ApiGateway::RestApi', { Name: 'planted', SecurityPolicy: 'TLS_1_0' }),
    good: one('AWS::ApiGateway::RestApi', { Name: 'planted', SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09' }),
  },
  {
    rule: 'transport-tls-version',
    title: 'a domain of an HTTP API with TLS 1.0',
    bad: one('AWS::ApiGatewayV2::DomainName', { DomainNameConfigurations: [{ SecurityPolicy: 'TLS_1_0' }] }),
    good: one('AWS::ApiGatewayV2::DomainName', { DomainNameConfigurations: [{}] }),
  },
  {
    rule: 'transport-tls-version',
    title: 'a listener with CloudFormation’s default policy',
    bad: listens({ Protocol: 'HTTPS' }),
    good: listens({ Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' }),
  },
  {
    rule: 'transport-tls-version',
    title: 'a listener whose TLS 1.3 policy begins at 1.0',
    bad: listens({ Protocol: 'TLS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-0-2021-06' }),
    good: listens({ Protocol: 'TLS', SslPolicy: 'ELBSecurityPolicy-TLS-1-2-Ext-2018-06' }),
  },
  {
    rule: 'transport-tls-version',
    title: 'a distribution with CloudFront’s own certificate',
    bad: distributes('https-only', { CloudFrontDefaultCertificate: true }),
    good: distributes('https-only', modern),
  },
  {
    rule: 'transport-tls-version',
    title: 'a search domain with the default policy',
    bad: search({ EnforceHTTPS: true }),
    good: search({ EnforceHTTPS: true, ...TLS }),
  },
  ...(
    [
      ['AWS::DAX::Cluster', { SSESpecification: { SSEEnabled: true } }, { ClusterEndpointEncryptionType: 'TLS' }],
      ['AWS::DocDB::DBClusterParameterGroup', { Parameters: { tls: 'disabled' } }, { Parameters: { tls: 'enabled' } }],
      [
        'AWS::ElasticLoadBalancing::LoadBalancer',
        { Listeners: [{ Protocol: 'HTTP', InstancePort: '80', LoadBalancerPort: '80' }] },
        { Listeners: [{ Protocol: 'HTTPS', InstancePort: '80', LoadBalancerPort: '443' }] },
      ],
    ] as const
  ).map(
    ([type, bad, good]): Row => ({
      rule: 'transport-plain-http',
      title: `${type} without TLS`,
      bad: one(type, bad),
      good: one(type, { ...bad, ...good }),
    }),
  ),
];
