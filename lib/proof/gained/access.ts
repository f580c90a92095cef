// Gained access, in three parts: of roles and users to resources in the templates, of roles and users to resources outside, and of
// principals outside the templates. A resource is the same before and after if it has the same construct path, or else the same id.

import {
  type Cell,
  type Identity,
  isolationMatrix,
  type PolicyDocument,
  pathOf,
  SESSION_KINDS,
  type SessionKind,
  servicesOf,
} from '../access';
import { grouped } from '../collections';
import type { Evidence } from '../evidence';
import { list, own, shown } from '../template';

export interface GainedAccess {
  /** Role or user, `a principal of another account`, `anybody, unsigned`, or a principal as a policy writes it. */
  readonly who: string;
  /** `service:Action`s, or patterns of them. */
  readonly actions: readonly string[];
  /** Construct path or id. An ARN or a pattern if it is not in the templates. */
  readonly on: string;
  /** Sessions with the gained access. Empty if the session makes no difference. */
  readonly sessions: readonly SessionKind[];
  /** False if it depends on facts that only the deployment or the request knows. */
  readonly certain: boolean;
  readonly because: string;
}

export function gainedAccess(before: Evidence, after: Evidence): GainedAccess[] {
  return [...onResources(before, after), ...onOtherResources(before, after), ...ofOtherPrincipals(before, after)];
}

function onResources(before: Evidence, after: Evidence): GainedAccess[] {
  const had = new Map(cellsOf(before).map((cell) => [keyOf(cell), cell]));
  const groups = grouped(cellsOf(after), (cell) => {
    const old = had.get(keyOf(cell));
    if (old !== undefined && (old.effect === 'Allowed' || cell.effect === 'Unknown')) return undefined;
    return `${idOf(cell.identity)}\n${cell.data.id}\n${cell.effect}`;
  });
  return [...groups.values()].flatMap((cells) => {
    const [first] = cells;
    if (first === undefined) return [];
    const sessions = SESSION_KINDS.filter((kind) => cells.some(({ session }) => session === kind));
    const via = first.through.map(({ role }) => ` through ${role.name}`).join('');
    return [
      {
        who: `${first.identity.name}${via}`,
        actions: [...new Set(cells.map(({ action }) => action))].sort(),
        on: pathOf(first.data),
        sessions: sessions.length === SESSION_KINDS.length ? [] : sessions,
        certain: first.effect === 'Allowed',
        because: shown(first.because),
      },
    ];
  });
}

/** Cells for every resource whose actions are known. */
function cellsOf({ templates, access, actions }: Evidence): readonly Cell[] {
  const all = templates.resources.filter((resource) => servicesOf(resource).length > 0);
  return isolationMatrix(access, actions, all).cells;
}

function keyOf({ identity, data, action, session, shared = '' }: Cell): string {
  return `${idOf(identity)}\n${data.id}\n${action}\n${session}\n${shared}`;
}

/** Two identities may have one name. */
function idOf({ resource, name }: Identity): string {
  return resource?.id ?? name;
}

interface Grant {
  readonly identity: Identity;
  readonly action: string;
  readonly on: string;
  readonly text: string;
  readonly name: string;
}

/** Access to `*` and to ARNs outside the templates. */
function onOtherResources(before: Evidence, after: Evidence): GainedAccess[] {
  const had = new Set(grantsOf(before).map(({ text }) => text));
  const groups = grouped(grantsOf(after), (grant) =>
    had.has(grant.text) || wasAllowed(before, grant) ? undefined : `${grant.identity.name}\n${grant.on}\n${grant.name}`,
  );
  return [...groups.values()].flatMap((grants) => {
    const [first] = grants;
    if (first === undefined) return [];
    const actions = grants.map(({ action }) => action).sort();
    return [{ who: first.identity.name, actions, on: shown(first.on), sessions: [], certain: true, because: shown(first.name) }];
  });
}

function grantsOf(evidence: Evidence): Grant[] {
  const known = new Set(evidence.resourcesByArn.keys());
  const documents = new Map(evidence.documents.map((document) => [document.policy.document, document]));
  return evidence.access.identities.flatMap((identity) =>
    identity.identityPolicies.flatMap(({ document, source }) =>
      (documents.get(document)?.statements ?? []).flatMap(
        ({ isAllow, actions, notActions, resources, notResources, conditions, name }) => {
          if (!isAllow) return [];
          const named = notActions.length > 0 ? [`everything except ${notActions.join(', ')}`] : actions;
          const on = notResources.length > 0 ? [`everything except ${notResources.join(', ')}`] : resources;
          return on
            .filter((one) => !known.has(one) && !known.has(one.replace(/(?:\/|:)?\*$/, '')))
            .flatMap((one) =>
              named.map((action) => ({
                identity,
                action,
                on: one,
                name: `${source} ${name}`,
                text: JSON.stringify([identity.name, action, one, conditions]),
              })),
            );
        },
      ),
    ),
  );
}

/** A narrower statement for access that was already allowed gains nothing. */
function wasAllowed(before: Evidence, { identity, action, on }: Grant): boolean {
  const same = before.access.identities.find(({ name }) => name === identity.name);
  if (same === undefined || action.startsWith('everything') || on.startsWith('everything')) return false;
  const actions = before.actions.actionsMatching(action) ?? [];
  if (actions.length === 0) return false;
  const arn = on === '*' ? 'arn:aws:any:any:000000000000:anything' : on.replace(/\*/g, 'anything').replace(/\?/g, 'x');
  return actions.every((one) => before.access.decide(same, { action: one, arn }).effect === 'Allowed');
}

/** Access of services, and of principals outside the templates, by the text of resource policies. */
function ofOtherPrincipals(before: Evidence, after: Evidence): GainedAccess[] {
  const had = new Set(before.documents.flatMap((document) => grantsToOthers(before, document)).map(({ text }) => text));
  return after.documents
    .flatMap((document) => grantsToOthers(after, document))
    .filter(({ text }) => !had.has(text))
    .map(({ gained }) => gained);
}

function grantsToOthers(
  { access }: Evidence,
  document: PolicyDocument,
): { readonly text: string; readonly gained: GainedAccess }[] {
  if (document.kind === 'identity' || document.kind === 'endpoint') return [];
  const raw = list(own(document.policy.document, 'Statement'));
  const on = pathOf(document.protects[0] ?? document.holder);
  return document.statements.flatMap(({ isAllow, principals, actions, name }, index) => {
    if (!isAllow) return [];
    const condition = JSON.stringify(own(raw[index], 'Condition') ?? null);
    return principals
      .filter(({ kind, value }) => kind !== '*' && value !== '*' && access.identityOf(value) === undefined)
      .map(({ value }) => ({
        text: JSON.stringify([on, value, [...actions].sort(), condition]),
        gained: {
          who: shown(value),
          actions,
          on,
          sessions: [],
          certain: condition === 'null',
          because: `${pathOf(document.holder)} ${name}`,
        },
      }));
  });
}
