import { crossesTenants, type Edge, isByUnknownAwsPolicy, pathOf } from '../../access';
import type { Evidence } from '../../evidence';
import type { Rule, Sighting } from '../rule';
import { stepOf, WaysToData } from './ways-to-data';

export const canBecome: Rule = {
  id: 'can-become',
  severity: 'error',
  why: 'A right over policies, code, tags or roles is not access to tenants’ data today, and becomes it by one call that the proof cannot see.',
  fix: 'Take the right away, or narrow it to what it is for; what has to stay is acknowledged edge by edge, with the alarm that watches it as the reason.',
  source: 'IAM User Guide: Security best practices in IAM; NCC Group Principal Mapper: edges',
  *find(evidence) {
    if (evidence.tenantData.length === 0) return;
    const found = new Map<string, Sighting>();
    for (const sighting of sightings(evidence)) {
      const key = `${sighting.resource.id}\n${sighting.detail}`;
      if (!found.has(key)) found.set(key, sighting);
    }
    yield* found.values();
  },
};

function* sightings(evidence: Evidence): Generator<Sighting> {
  const ways = new WaysToData(evidence);
  const crossing = new Set(evidence.matrix.cells.filter(crossesTenants).map(({ identity }) => identity));
  const isTold = (edge: Edge) =>
    (crossing.has(edge.from) && isByUnknownPolicy(edge)) || (!edge.certain && isByUnknownAwsPolicy(edge.because));
  for (const edge of ways.overData) if (!isTold(edge)) yield* sighting(edge, [stepOf(edge)]);
  for (const identity of evidence.access.identities) {
    for (const edge of evidence.administration.edges(identity)) if (!isTold(edge)) yield* sighting(edge, ways.from(edge));
  }
}

/** Whoever has a policy that nobody here knows may do anything at all: that he may reach the data says it, and once. */
function isByUnknownPolicy({ from, certain, because }: Edge): boolean {
  return !certain && from.elsewhere.some((arn) => because.startsWith(`${arn} `));
}

/** At the role; at the data for those who have no role here. */
function* sighting(edge: Edge, chain: readonly string[] | undefined): Generator<Sighting> {
  const { from, on, to, actions, certain, because } = edge;
  const resource = from.resource ?? from.holder ?? on;
  if (chain === undefined || resource === undefined) return;
  yield {
    resource,
    message: `${from.name} can come to ${chain.join(', ')}`,
    because: certain ? because : `${because} (it depends on what is not in the templates)`,
    detail: [
      ...(from.resource === undefined ? [from.name] : []),
      actions.join('+'),
      ...(on === undefined ? [] : [pathOf(on)]),
      ...(to !== undefined && (on === undefined || to.resource !== on) ? [to.name] : []),
    ].join('->'),
  };
}
