import type { Evidence } from '../../evidence';
import type { Network, Reach } from '../../reachability';
import { type Resource, text, whole } from '../../template';
import type { Rule, Sighting } from '../rule';
import { isGiven, named, property } from '../shared/properties';
import { type NetworkResource, networkResources } from './network-ends';

export const dataReachableFromInternet: Rule = {
  id: 'data-reachable-from-internet',
  severity: 'error',
  why: 'The internet reaches the port of a database, or of a resource with tenant data. One stolen password or one flaw is enough to read the data.',
  fix: 'Move the resource to subnets without a route to an internet gateway. Give it no public address, and allow only the security groups of its clients.',
  source: 'Amazon RDS User Guide: Hiding a DB instance in a VPC from the internet',
  *find(evidence) {
    yield* publicDomains(evidence);
    for (const standing of networkResources(evidence)) {
      const { resource } = standing;
      const isTenants = holdsData(evidence, resource);
      if (!DATABASES.has(resource.type) && !isTenants) continue;
      const found = attempts(evidence, standing);
      const open = found.find(({ reach }) => reach.answer === 'reachable');
      const doubtful = found.find(({ reach }) => reach.answer === 'unknown');
      if (open?.reach.answer === 'reachable') {
        const path = open.reach.path.map(({ kind, id }) => `${kind} ${id}`).join(', ');
        yield { resource, message: `the internet reaches it at ${open.at}`, because: path };
      } else if (doubtful?.reach.answer === 'unknown' && (isTenants || saysPublic(resource))) {
        const message = `the internet may reach it at ${doubtful.at}`;
        yield { resource, message, because: doubtful.reach.why, severity: isTenants ? 'error' : 'warning' };
      }
    }
  },
};

/** The endpoint of a search domain without a VPC is on the internet. */
function* publicDomains(evidence: Evidence): Generator<Sighting> {
  for (const resource of evidence.templates.ofType('AWS::OpenSearchService::Domain', 'AWS::Elasticsearch::Domain')) {
    if (isGiven(property(resource, 'VPCOptions'))) continue;
    const severity = evidence.hasTenantData(resource) ? 'error' : 'warning';
    yield { resource, message: 'its endpoint is on the internet: it has no VPCOptions', severity };
  }
}

const DATABASES: ReadonlySet<string> = new Set([
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::Redshift::Cluster',
  'AWS::RedshiftServerless::Workgroup',
  'AWS::MSK::Cluster',
  'AWS::AmazonMQ::Broker',
  'AWS::DMS::ReplicationInstance',
]);

/** Clients reach a file system at its mount targets. */
function holdsData(evidence: Evidence, resource: Resource): boolean {
  const files = named(evidence.templates, property(resource, 'FileSystemId'), 'AWS::EFS::FileSystem');
  return evidence.hasTenantData(files ?? resource);
}

/** A template that sets neither the network nor PubliclyAccessible of a database gives no reason for a doubt. */
function saysPublic(resource: Resource): boolean {
  return !resource.type.startsWith('AWS::RDS::') || isGiven(property(resource, 'PubliclyAccessible'));
}

const ENGINES: readonly (readonly [engine: RegExp, port: number])[] = [
  [/postgres/, 5432],
  [/oracle/, 1521],
  [/sqlserver/, 1433],
  [/db2/, 50_000],
  [/mysql|maria|aurora/, 3306],
];

/** Ports of common data stores and shells, for a template that names no port. */
const USUAL = [22, 443, 1433, 1521, 3306, 3389, 5432, 6379, 9200, 27_017];

interface Port {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

interface Attempt {
  /** For people. */
  readonly at: string;
  readonly reach: Reach;
}

function attempts({ network }: Evidence, { resource, end }: NetworkResource): Attempt[] {
  const subnets = network.subnets.filter(({ id }) => end.subnetIds.includes(id));
  // A resource can have IPv6 addresses only if its subnet has an IPv6 block. Amazon assigns these blocks: often only the deployment knows them.
  const families = ([4, 6] as const).filter((family) => family === 4 || subnets.some(({ blocks }) => blocks[6] !== undefined));
  return portsOf(network, resource, end.securityGroupIds).flatMap(({ protocol, port }) =>
    families.map((family) => ({
      at: `port ${port}${protocol === 'udp' ? ' over UDP' : ''}`,
      reach: network.reach({ kind: 'internet' }, end, { protocol, port, family }),
    })),
  );
}

function portsOf(network: Network, resource: Resource, groups: readonly string[]): readonly Port[] {
  const written = property(resource, 'Port');
  const port = whole(written);
  if (port !== undefined && port >= 0 && port <= 65_535) return [{ protocol: 'tcp', port }];
  const engine = text(property(resource, 'Engine')) ?? '';
  const [, known] = ENGINES.find(([pattern]) => pattern.test(engine)) ?? [];
  // A port that only the deployment knows may be any open port.
  if (known !== undefined && !isGiven(written)) return [{ protocol: 'tcp', port: known }];
  const usual = USUAL.map((one): Port => ({ protocol: 'tcp', port: one }));
  const ports = new Map(
    [...usual, ...groups.flatMap((id) => openPorts(network, id))].map((one) => [`${one.protocol}${one.port}`, one]),
  );
  return [...ports.values()];
}

/** The first and the last port of every ingress rule of a group. */
function openPorts(network: Network, groupId: string): Port[] {
  return (network.securityGroupRules(groupId) ?? []).flatMap(({ direction, protocol, from, to }): Port[] => {
    if (direction !== 'ingress' || (protocol !== 6 && protocol !== 17)) return [];
    const ports = [from, to].filter((port): port is number => typeof port === 'number' && port >= 0 && port <= 65_535);
    return ports.map((port) => ({ protocol: protocol === 6 ? 'tcp' : 'udp', port }));
  });
}
