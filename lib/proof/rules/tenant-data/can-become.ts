import { crossesTenants, type Edge, isByUnknownAwsPolicy, pathOf } from '../../access';
import { getOrAdd } from '../../collections';
import type { Evidence } from '../../evidence';
import type { Rule, Sighting } from '../rule';
import { stepOf, WaysToData } from './ways-to-data';
import { DOUBT, subject } from './wording';

export const canBecome: Rule = {
  id: 'can-become',
  severity: 'error',
  why: 'With this right over policies, code, tags or roles, an identity can give itself access to tenant data. The proof cannot see that call.',
  fix: 'Remove the right, or limit it to what it is for. If it must stay, acknowledge each finding by its id, and name the alarm that watches the right in the reason.',
  source: 'IAM User Guide: Security best practices in IAM; NCC Group Principal Mapper: edges',
  *find(evidence) {
    if (evidence.tenantData.length === 0) return;
    const found = new Map<string, Sighting>();
    for (const sighting of sightings(evidence)) {
      getOrAdd(found, `${sighting.resource.id}\n${sighting.detail}`, () => sighting);
    }
    yield* found.values();
  },
};

function* sightings(evidence: Evidence): Generator<Sighting> {
  const ways = new WaysToData(evidence);
  const crossing = new Set(evidence.matrix.cells.filter(crossesTenants).map(({ identity }) => identity));
  const isReported = (edge: Edge) =>
    (crossing.has(edge.from) && isByUnknownPolicy(edge)) || (!edge.certain && isByUnknownAwsPolicy(edge.because));
  for (const edge of ways.overData) if (!isReported(edge)) yield* sighting(edge, stepOf(edge));
  for (const identity of evidence.access.identities) {
    for (const edge of evidence.administration.edges(identity)) if (!isReported(edge)) yield* sighting(edge, ways.from(edge));
  }
}

/** An identity with an unknown policy may do anything. tenant-data-access already reports that it may reach the data: once is enough. */
function isByUnknownPolicy({ from, certain, because }: Edge): boolean {
  return !certain && from.unknownPolicies.some((arn) => because.startsWith(`${arn} `));
}

/** On the role, or on the data if the templates have no role for the identity. */
function* sighting(edge: Edge, path: string | undefined): Generator<Sighting> {
  const { from, on, to, actions, certain, because } = edge;
  const resource = from.resource ?? from.holder ?? on;
  if (path === undefined || resource === undefined) return;
  yield {
    resource,
    message: `${subject(from)} can ${path}`,
    because: certain ? because : `${because} (${DOUBT})`,
    detail: [
      ...(from.resource === undefined ? [from.name] : []),
      actions.join('+'),
      ...(on === undefined ? [] : [pathOf(on)]),
      ...(to !== undefined && (on === undefined || to.resource !== on) ? [to.name] : []),
    ].join('->'),
  };
}
