import {
  concernsData,
  consequenceOf,
  crossesTenants,
  type Edge,
  type Identity,
  isByUnknownAwsPolicy,
  pathOf,
  SESSION_KINDS,
  type SessionKind,
  servicesOf,
} from '../../access';
import { getOrAdd } from '../../collections';
import type { Evidence } from '../../evidence';
import { isUndecided, statementIn } from '../../iam';
import type { Rule, Sighting } from '../rule';
import { tenantDataAccess } from './tenant-data-access';
import { stepOf, WaysToData } from './ways-to-data';
import { DOUBT, subject } from './wording';

export const canBecome: Rule = {
  id: 'can-become',
  severity: 'error',
  why: 'With this right over policies, code, tags or roles, an identity can give itself access to tenant data. The templates do not show whether it uses the right.',
  fix: 'Remove the right, or limit it to its purpose. If the right must stay, acknowledge each finding by its id. In the reason, name the alarm that watches this right.',
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
  const unlimited = unlimitedIdentities(evidence);
  const follows = (edge: Edge) => (unlimited.has(edge.from) ? tenantDataAccess.id : undefined);
  for (const edge of ways.overData) if (!isReported(edge)) yield* sighting(edge, stepOf(edge), follows(edge));
  for (const identity of evidence.access.identities) {
    for (const edge of evidence.administration.edges(identity)) {
      if (!isReported(edge)) yield* sighting(edge, ways.from(edge), follows(edge));
    }
  }
}

/**
 * Identities that may already do everything with the data of all tenants, in any session and without another role. By becoming another
 * identity they gain nothing, as long as tenant-data-access is open for them. None if the matrix does not judge some of the data.
 */
function unlimitedIdentities({ matrix, actions, tenantData }: Evidence): ReadonlySet<Identity> {
  if (tenantData.some((data) => servicesOf(data).length === 0)) return new Set();
  const granted = new Map<Identity, Map<string, Set<SessionKind>>>();
  for (const { identity, data, action, session, effect, through, shared } of matrix.cells) {
    if (effect !== 'Allowed' || through.length > 0 || shared !== undefined) continue;
    const ofIdentity = getOrAdd(granted, identity, () => new Map());
    getOrAdd(ofIdentity, `${data.id} ${action}`, () => new Set()).add(session);
  }
  const everything = matrix.data.flatMap((data) =>
    servicesOf(data).flatMap((service) =>
      actions
        .actionsOf(service)
        .filter((one) => one.resourceTypes.length > 0 && concernsData(consequenceOf(service, one)))
        .map(({ name }) => `${data.id} ${service}:${name}`),
    ),
  );
  const has = (ofIdentity: ReadonlyMap<string, ReadonlySet<SessionKind>>) =>
    everything.every((one) => ofIdentity.get(one)?.size === SESSION_KINDS.length);
  return new Set([...granted].flatMap(([identity, ofIdentity]) => (has(ofIdentity) ? [identity] : [])));
}

/** An identity with an unknown policy may do anything. tenant-data-access already reports that it may reach the data: once is enough. */
function isByUnknownPolicy({ from, certain, because }: Edge): boolean {
  return !certain && from.unknownPolicies.some((arn) => because.startsWith(`${arn} `));
}

/** On the role, or on the data if the templates have no role for the identity. */
function* sighting(edge: Edge, path: string | undefined, follows: string | undefined): Generator<Sighting> {
  const { from, on, to, actions, certain, because } = edge;
  const resource = from.resource ?? from.holder ?? on;
  if (path === undefined || resource === undefined) return;
  const cause = statementIn(because);
  yield {
    resource,
    message: `${subject(from)} can ${path}`,
    because: certain || isUndecided(because) ? because : `${because} (${DOUBT})`,
    ...(cause !== undefined && { cause }),
    ...(follows !== undefined && { follows }),
    detail: [
      ...(from.resource === undefined ? [from.name] : []),
      actions.join('+'),
      ...(on === undefined ? [] : [pathOf(on)]),
      ...(to !== undefined && (on === undefined || to.resource !== on) ? [to.name] : []),
    ].join('->'),
  };
}
