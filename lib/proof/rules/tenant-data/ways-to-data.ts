// Chains of steps by which an identity gets access to tenant data.

import {
  AlteredReach,
  concernsData,
  DataAuthority,
  type Edge,
  type Identity,
  isByUnknownAwsPolicy,
  pathOf,
  restsOnUnknownAwsPolicy,
} from '../../access';
import { getOrAdd } from '../../collections';
import type { Evidence } from '../../evidence';
import { type Resource, textsWithin } from '../../template';

export class WaysToData {
  /** Steps that lead directly to the data: the identity changes what protects it. */
  public readonly overData: readonly Edge[];
  private readonly inMatrix: ReadonlySet<Identity>;
  private readonly holders = new Map<Identity, Resource>();
  private readonly altered: AlteredReach;
  private readonly protecting = new Map<Resource, boolean>();

  public constructor(private readonly evidence: Evidence) {
    const { access, actions, matrix, tenantData } = evidence;
    this.overData = [...new DataAuthority(access, actions, matrix).edges()];
    this.inMatrix = new Set(access.identities);
    this.altered = new AlteredReach(access, actions, tenantData);
    for (const cell of matrix.cells) {
      const { identity, data, consequence, shared } = cell;
      if (restsOnUnknownAwsPolicy(cell) || shared !== undefined) continue;
      if (concernsData(consequence) && !this.holders.has(identity)) this.holders.set(identity, data);
    }
    for (const { from, on } of this.overData) if (on !== undefined && !this.holders.has(from)) this.holders.set(from, on);
  }

  /** The shortest chain from a first step to the data, in words. Undefined if there is none. */
  public from(first: Edge): string | undefined {
    const seen = new Set<Identity>([first.from]);
    let wave: { readonly edge: Edge; readonly before: readonly string[] }[] = [{ edge: first, before: [] }];
    while (wave.length > 0) {
      const next: typeof wave = [];
      for (const { edge, before } of wave) {
        const steps = [...before, stepOf(edge)];
        const path = steps.join(', then ');
        const { to, on } = edge;
        if (to === undefined) {
          if (on !== undefined && this.protectsData(on)) return path;
          continue;
        }
        const data = this.dataOf(to);
        if (data !== undefined) return `${path}, and so reach ${pathOf(data)}`;
        if (seen.has(to)) continue;
        seen.add(to);
        for (const one of this.evidence.administration.edges(to)) {
          if (one.certain || !isByUnknownAwsPolicy(one.because)) next.push({ edge: one, before: steps });
        }
      }
      wave = next;
    }
    return undefined;
  }

  /** From the matrix for an identity of the templates. For an identity that a step changes or creates, decided anew. */
  private dataOf(identity: Identity): Resource | undefined {
    return this.inMatrix.has(identity) ? this.holders.get(identity) : this.altered.dataOf(identity);
  }

  /** Whether a key encrypts tenant data, or is tenant data itself. */
  private protectsData(on: Resource): boolean {
    return getOrAdd(this.protecting, on, () => {
      const { templates, tenantData } = this.evidence;
      const names = new Set([templates.refOf(on), templates.attributeOf(on, 'Arn')]);
      return tenantData.some((data) => data === on || [...textsWithin(data.properties)].some((text) => names.has(text)));
    });
  }
}

/** A step in words. It names the new identity unless that is the resource of the step, or the same identity as before. */
export function stepOf({ from, actions, on, to }: Edge): string {
  const isNamed = to === undefined || to.resource === from.resource || (on !== undefined && to.resource === on);
  const target = on === undefined ? '' : ` on ${pathOf(on)}`;
  return `call ${actions.join(' + ')}${target}${isNamed ? '' : ` and so become ${to.name}`}`;
}
