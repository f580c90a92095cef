// Domain of an API: the domain name, where the API is under it, and its records in Route 53.

import { type Json, type JsonObject, listOf, own } from '../../template';
import type { Expansion, Source } from '../expansion';
import { missOthersOf } from '../missed';
import { alphanumeric, getAtt, given, isNothing, picked, plainEntries, ref } from '../values';
import { hashed } from './names';

const READ = `AccessAssociation BasePath CertificateArn DomainName EndpointAccessMode EndpointConfiguration IpAddressType
  MutualTlsAuthentication NormalizeBasePath OwnershipVerificationCertificateArn Policy Route53 SecurityPolicy`.split(/\s+/);

/** CloudFront's own, for all distributions. */
const CLOUDFRONT_ZONE = 'Z2FDTNDATAQYW2';

interface Domain {
  readonly id: string;
  readonly type: string;
  readonly endpoint: Json;
}

/** @param tags as the kind of API has them */
export function addDomain(
  expansion: Expansion,
  source: Source,
  kind: 'rest' | 'http',
  stage: string,
  tags: Json | undefined,
): void {
  const written = own(source.properties, 'Domain');
  if (isNothing(written)) return;
  const [name, certificate] = [own(written, 'DomainName'), own(written, 'CertificateArn')];
  if (plainEntries(written) === undefined || isNothing(name) || isNothing(certificate)) {
    expansion.miss(`Domain of ${source.id}`);
    return;
  }
  missOthersOf(expansion, `Domain of ${source.id}`, written, READ);
  if (own(written, 'AccessAssociation') !== undefined) expansion.miss(`AccessAssociation of Domain of ${source.id}`);
  const endpoint = expansion.value(own(written, 'EndpointConfiguration') ?? 'REGIONAL') ?? 'REGIONAL';
  const known = expansion.value(name) ?? name;
  const isPrivate = endpoint === 'PRIVATE';
  const id = `ApiGatewayDomainName${kind === 'http' || isPrivate ? 'V2' : ''}${hashed(known, source.id)}`;
  const type = kind === 'http' ? 'AWS::ApiGatewayV2::DomainName' : `AWS::ApiGateway::DomainName${isPrivate ? 'V2' : ''}`;
  const domain = { id, type, endpoint };
  // Two APIs may share a domain name.
  if (!expansion.isMade(id)) {
    const properties = kind === 'http' ? httpDomain(written, endpoint) : restDomain(written, endpoint);
    expansion.add(source, id, type, given({ DomainName: name, ...properties, Tags: tags }));
  }
  expansion.referables.set(`${source.id}.DomainName`, id);
  addMappings(expansion, source, kind, stage, domain, own(written, 'BasePath'));
  addRecords(expansion, source, domain, name, own(written, 'Route53'));
}

function restDomain(written: Json, endpoint: Json): JsonObject {
  const isRegional = endpoint === 'REGIONAL';
  const certificate = own(written, 'CertificateArn') ?? '';
  return given({
    ...(isRegional ? { RegionalCertificateArn: certificate } : { CertificateArn: certificate }),
    EndpointConfiguration: given({ Types: [endpoint], IpAddressType: own(written, 'IpAddressType') }),
    MutualTlsAuthentication: mutualTls(own(written, 'MutualTlsAuthentication')),
    ...picked(written, ['EndpointAccessMode', 'OwnershipVerificationCertificateArn', 'SecurityPolicy', 'Policy']),
  });
}

function httpDomain(written: Json, endpoint: Json): JsonObject {
  const configuration = picked(written, [
    'CertificateArn',
    'IpAddressType',
    'OwnershipVerificationCertificateArn',
    'SecurityPolicy',
  ]);
  return given({
    DomainNameConfigurations: [{ ...configuration, EndpointType: endpoint }],
    MutualTlsAuthentication: mutualTls(own(written, 'MutualTlsAuthentication')),
  });
}

function mutualTls(written: Json | undefined): Json | undefined {
  return plainEntries(written) === undefined ? written : picked(written, ['TruststoreUri', 'TruststoreVersion']);
}

function addMappings(
  expansion: Expansion,
  source: Source,
  kind: string,
  stage: string,
  domain: Domain,
  basePath: Json | undefined,
): void {
  const paths: readonly (Json | undefined)[] = isNothing(basePath) ? [undefined] : listOf(basePath);
  for (const path of paths) {
    const isText = typeof path === 'string';
    const key = isText
      ? path
          .split('/')
          .filter((one) => one !== '')
          .join('/')
      : path;
    const suffix = isText ? alphanumeric(path) : '';
    const more = kind === 'http' ? { ApiMappingKey: key } : { BasePath: key };
    if (kind === 'http') {
      const properties = given({ ApiId: ref(source.id), DomainName: ref(domain.id), Stage: ref(stage), ...more });
      expansion.add(source, `${source.id}${suffix}ApiMapping`, 'AWS::ApiGatewayV2::ApiMapping', properties);
      continue;
    }
    const isV2 = domain.type.endsWith('V2');
    const named = isV2 ? { DomainNameArn: ref(domain.id) } : { DomainName: ref(domain.id) };
    const properties = given({ ...named, RestApiId: ref(source.id), Stage: ref(stage), ...more });
    expansion.add(
      source,
      `${source.id}${suffix}BasePathMapping`,
      `AWS::ApiGateway::BasePathMapping${isV2 ? 'V2' : ''}`,
      properties,
    );
  }
}

/** SAM keeps the records of one hosted zone in one group; here each API has its own. */
function addRecords(expansion: Expansion, source: Source, domain: Domain, name: Json, route53: Json | undefined): void {
  if (isNothing(route53)) return;
  const zone = picked(route53, ['HostedZoneId', 'HostedZoneName']);
  const zoneKey = Object.values(zone)[0];
  if (plainEntries(route53) === undefined || zoneKey === undefined) {
    expansion.miss(`Route53 of Domain of ${source.id}`);
    return;
  }
  const isEdge = domain.endpoint === 'EDGE';
  const target = given({
    HostedZoneId:
      own(route53, 'VpcEndpointHostedZoneId') ?? (isEdge ? CLOUDFRONT_ZONE : getAtt(domain.id, 'RegionalHostedZoneId')),
    DNSName:
      own(route53, 'VpcEndpointDomainName') ??
      own(route53, 'DistributionDomainName') ??
      getAtt(domain.id, isEdge ? 'DistributionDomainName' : 'RegionalDomainName'),
    EvaluateTargetHealth: own(route53, 'EvaluateTargetHealth'),
  });
  const record = { Name: name, AliasTarget: target, ...picked(route53, ['Region', 'SetIdentifier']) };
  const isV6 = expansion.isOn(own(route53, 'IpV6'), `IpV6 of Domain of ${source.id}`);
  const zoneId = `RecordSetGroup${hashed(expansion.value(zoneKey) ?? zoneKey, source.id)}`;
  expansion.add(source, expansion.isMade(zoneId) ? `${zoneId}Of${source.id}` : zoneId, 'AWS::Route53::RecordSetGroup', {
    ...zone,
    RecordSets: [{ ...record, Type: 'A' }, ...(isV6 ? [{ ...record, Type: 'AAAA' }] : [])],
  });
}
