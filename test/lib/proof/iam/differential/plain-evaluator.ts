// One world, one answer: the order of AWS's "policy evaluation logic", with explicit denials first and then one gate after another.
import type { Policies, Policy } from '../../../../../lib/proof/iam';
import { type Naming, type Statement, statementsOf, type World } from './plain-policy';

export type Decide = (world: Omit<World, 'hasBoundary'>) => boolean;

const compiled = new WeakMap<Policies, Decide>();

/** Whether the policies allow the request of a world. Compiled once, asked for every world. */
export function decider(policies: Policies): Decide {
  const known = compiled.get(policies);
  if (known) return known;
  const made = compile(policies);
  compiled.set(policies, made);
  return made;
}

function compile(policies: Policies): Decide {
  const group = (list: readonly Policy[] | undefined) => list?.flatMap(statementsOf);
  const resource = policies.resource && statementsOf(policies.resource);
  const needsResourcePolicy = policies.resource !== undefined && policies.resource.kind !== 'resource';
  const identity = group(policies.identity) ?? [];
  const boundary = policies.boundary && statementsOf(policies.boundary);
  const session = group(policies.session);
  const endpoint = policies.endpoint && statementsOf(policies.endpoint);
  const serviceControl = (policies.serviceControl ?? []).map((level) => level.flatMap(statementsOf));
  const resourceControl = (policies.resourceControl ?? []).map((level) => level.flatMap(statementsOf));

  return (one) => {
    const { principal, resourceAccount } = one.request;
    // "Permissions boundaries for IAM entities (users or roles)"
    const world: World = {
      ...one,
      hasBoundary: boundary !== undefined && (principal.kind === 'user' || principal.kind === 'role'),
    };
    const isOfAccount = principal.kind === 'role' || principal.kind === 'user' || principal.kind === 'root';
    // Organizations: service control policies are about the principals of member accounts, root users too, and about nobody else.
    const gates = [...(isOfAccount ? serviceControl : []), ...resourceControl, ...(endpoint ? [endpoint] : [])];
    const own = [identity, boundary ?? [], session ?? []];

    if ([...gates, ...own, resource ?? []].some((statements) => denies(statements, world))) return false;
    if (!gates.every((statements) => allows(statements, world))) return false;

    const granted = new Set(grants(resource ?? [], world));
    // Services and strangers have no account that could allow anything.
    if (!isOfAccount) return granted.size > 0;

    const within = [boundary, session].every((limit) => limit === undefined || allows(limit, world));
    const ownAccountAllows = principal.kind === 'root' || (allows(identity, world) && within);
    if (principal.account !== resourceAccount) return ownAccountAllows && granted.size > 0;

    if (granted.has('session')) return true;
    // "not limited by an implicit deny in an identity-based policy or permissions boundary", for a user "(that is not a federated user
    // session)". Only such sessions of a user have session policies.
    const isUserItself = principal.kind === 'user' && session === undefined;
    if (granted.has('self') && (isUserItself || within)) return true;
    if (granted.has('everybody') && (within || world.doubt('everybody'))) return true;
    // What remains is the account's own decision: a grant to the account delegates to it, and only keys and roles need that.
    return ownAccountAllows && (!needsResourcePolicy || granted.has('account'));
  };
}

function denies(statements: readonly Statement[], world: World): boolean {
  return statements.some((one) => one.isDeny && one.covers(world) && one.names(world).length > 0);
}

function allows(statements: readonly Statement[], world: World): boolean {
  return statements.some((one) => !one.isDeny && one.covers(world) && one.names(world).length > 0);
}

/** In which ways the allowances that apply name the principal. */
function grants(statements: readonly Statement[], world: World): Naming[] {
  return statements.flatMap((one) => (!one.isDeny && one.covers(world) ? one.names(world) : []));
}
