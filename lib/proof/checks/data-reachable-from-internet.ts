import { parseBlock } from '../address';
import type { Evidence } from '../evidence';
import type { Reach } from '../reachability';
import type { Resource } from '../template';
import type { Check } from './check';
import { type Standing, standings } from './network-ends';
import { property, whole, word } from './properties';

export const dataReachableFromInternet: Check = {
  id: 'data-reachable-from-internet',
  severity: 'error',
  why: 'The internet reaches the port of a database, or of what holds tenants’ data: one password or one flaw is all that is left.',
  fix: 'Put it into subnets without a route to an internet gateway, without a public address, and let in the security groups of its clients alone.',
  source: 'Amazon RDS User Guide: Hiding a DB instance in a VPC from the internet',
  *find(evidence) {
    for (const standing of standings(evidence)) {
      const { resource } = standing;
      if (!isDatabase(resource) && !evidence.hasTenantData(resource)) continue;
      const found = ways(evidence, standing);
      const open = found.find(({ reach }) => reach.answer === 'reachable');
      const doubtful = found.find(({ reach }) => reach.answer === 'unknown');
      if (open?.reach.answer === 'reachable') {
        const path = open.reach.path.map(({ kind, id }) => `${kind} ${id}`).join(', ');
        yield { resource, message: `is reached from the internet at port ${open.port}`, because: path };
      } else if (doubtful?.reach.answer === 'unknown') {
        const message = `may be reached from the internet at port ${doubtful.port}`;
        yield {
          resource,
          message,
          because: doubtful.reach.why,
          severity: evidence.hasTenantData(resource) ? 'error' : 'warning',
        };
      }
    }
  },
};

function isDatabase({ type }: Resource): boolean {
  return type === 'AWS::RDS::DBCluster' || type === 'AWS::RDS::DBInstance';
}

const ENGINES: readonly (readonly [engine: RegExp, port: number])[] = [
  [/postgres/, 5432],
  [/oracle/, 1521],
  [/sqlserver/, 1433],
  [/db2/, 50_000],
  [/mysql|maria|aurora/, 3306],
];

/** Those of usual data stores and of shells, where a template says nothing. */
const USUAL = [22, 443, 1433, 1521, 3306, 3389, 5432, 6379, 9200, 27_017];

function portsOf(resource: Resource): readonly number[] {
  const port = whole(property(resource, 'Port'));
  if (port !== undefined && port >= 0 && port <= 65_535) return [port];
  const engine = word(property(resource, 'Engine')) ?? '';
  const [, known] = ENGINES.find(([pattern]) => pattern.test(engine)) ?? [];
  return known === undefined ? USUAL : [known];
}

function ways({ network }: Evidence, { resource, end }: Standing): { readonly port: number; readonly reach: Reach }[] {
  const subnets = network.subnets.filter(({ id }) => end.subnetIds.includes(id));
  // Only what has addresses of a family can be asked about it.
  const families = ([4, 6] as const).filter(
    (family) => family === 4 || subnets.some(({ blocks }) => parseBlock(blocks[6] ?? '') !== undefined),
  );
  return portsOf(resource).flatMap((port) =>
    families.map((family) => ({ port, reach: network.reach({ kind: 'internet' }, end, { protocol: 'tcp', port, family }) })),
  );
}
