import type { Evidence } from '../../evidence';
import { flag, list, matching, own, type Truth, text, within } from '../../template';
import type { Rule, Sighting } from '../rule';
import { fails, isGiven, property } from '../shared/properties';

export const transportTlsVersion: Rule = {
  id: 'transport-tls-version',
  severity: 'warning',
  why: 'TLS 1.0 and 1.1 have known attacks. Browsers and standards have refused them since 2021.',
  fix: 'Choose a security policy whose lowest version is TLS 1.2.',
  source: 'IETF RFC 8996: Deprecating TLS 1.0 and TLS 1.1',
  *find(evidence) {
    for (const resource of evidence.templates.ofType(...Object.keys(FLOORS))) {
      const floor = FLOORS[resource.type];
      if (floor === undefined) continue;
      const { holds, location } = floor(resource);
      if (fails(evidence, resource, holds)) yield { resource, location: `Properties.${location}`, message: OLD };
    }
    yield* httpDomains(evidence);
  },
};

const OLD = 'accepts TLS below 1.2';

type Floor = (resource: Parameters<typeof property>[0]) => { readonly holds: Truth; readonly location: string };

const at =
  (location: string, wanted: RegExp, otherwise: boolean): Floor =>
  (resource) => ({ holds: matching(property(resource, location), wanted, otherwise), location });

const search: Floor = at('DomainEndpointOptions.TLSSecurityPolicy', /TLS-1-2/, false);

const FLOORS: { readonly [type: string]: Floor } = {
  // A domain without a security policy accepts TLS 1.0 (API Gateway Developer Guide: Choose a security policy for your custom domain).
  'AWS::ApiGateway::DomainName': at('SecurityPolicy', /^(?!TLS_1_0$)/, false),
  'AWS::ApiGateway::RestApi': at('SecurityPolicy', /^(?!TLS_1_0$)/, true),
  // Without a policy, CloudFormation sets ELBSecurityPolicy-2016-08, which accepts TLS 1.0.
  'AWS::ElasticLoadBalancingV2::Listener': (resource) => {
    const isSecure = ['HTTPS', 'TLS'].includes(text(property(resource, 'Protocol')) ?? '');
    const policy = matching(property(resource, 'SslPolicy'), /TLS13-1-[23]|-TLS-1-2-|FS-1-2/, false);
    return { holds: isSecure ? policy : true, location: 'SslPolicy' };
  },
  'AWS::CloudFront::Distribution': (resource) => {
    const location = 'DistributionConfig.ViewerCertificate';
    const certificate = property(resource, location);
    const isDefault = !isGiven(certificate) || flag(own(certificate, 'CloudFrontDefaultCertificate')) === true;
    const version = matching(own(certificate, 'MinimumProtocolVersion'), /^TLSv1\.[23]/, false);
    return { holds: isDefault ? false : version, location };
  },
  'AWS::OpenSearchService::Domain': search,
  'AWS::Elasticsearch::Domain': search,
};

/** The default of a custom domain of an HTTP API is TLS 1.2. */
function* httpDomains({ templates }: Evidence): Generator<Sighting> {
  for (const resource of templates.ofType('AWS::ApiGatewayV2::DomainName')) {
    const isOld = list(property(resource, 'DomainNameConfigurations')).some((one) => within(one, 'SecurityPolicy') === 'TLS_1_0');
    if (isOld) yield { resource, location: 'Properties.DomainNameConfigurations', message: OLD };
  }
}
