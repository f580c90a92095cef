// Chains of steps by which somebody comes to tenants' data.

import {
  AlteredReach,
  DataAuthority,
  type Edge,
  type Identity,
  isByUnknownAwsPolicy,
  pathOf,
  restsOnUnknownAwsPolicy,
} from '../../access';
import type { Evidence } from '../../evidence';
import { type Resource, textsWithin } from '../../template';

export class WaysToData {
  /** Steps that end at the data at once: somebody changes what protects it. */
  public readonly overData: readonly Edge[];
  private readonly asked: ReadonlySet<Identity>;
  private readonly holders = new Map<Identity, Resource>();
  private readonly altered: AlteredReach;
  private readonly protecting = new Map<Resource, boolean>();

  public constructor(private readonly evidence: Evidence) {
    const { access, actions, matrix, tenantData } = evidence;
    this.overData = [...new DataAuthority(access, actions, matrix).edges()];
    this.asked = new Set(access.identities);
    this.altered = new AlteredReach(access, actions, tenantData);
    for (const cell of matrix.cells) {
      const { identity, data, consequence } = cell;
      if (restsOnUnknownAwsPolicy(cell)) continue;
      if ((consequence === 'data' || consequence === 'whole') && !this.holders.has(identity)) this.holders.set(identity, data);
    }
    for (const { from, on } of this.overData) if (on !== undefined && !this.holders.has(from)) this.holders.set(from, on);
  }

  /** The shortest way, told step by step; undefined if no way leads on. */
  public from(first: Edge): readonly string[] | undefined {
    const seen = new Set<Identity>([first.from]);
    let wave: { readonly edge: Edge; readonly told: readonly string[] }[] = [{ edge: first, told: [] }];
    while (wave.length > 0) {
      const next: typeof wave = [];
      for (const { edge, told } of wave) {
        const here = [...told, stepOf(edge)];
        const { to, on } = edge;
        if (to === undefined) {
          if (on !== undefined && this.protectsData(on)) return here;
          continue;
        }
        const data = this.dataOf(to);
        if (data !== undefined) return [...here, `which reaches ${pathOf(data)}`];
        if (seen.has(to)) continue;
        seen.add(to);
        for (const one of this.evidence.administration.edges(to)) {
          if (one.certain || !isByUnknownAwsPolicy(one.because)) next.push({ edge: one, told: here });
        }
      }
      wave = next;
    }
    return undefined;
  }

  /** From the matrix, as the templates have it; whoever is changed or made on the way is asked anew. */
  private dataOf(identity: Identity): Resource | undefined {
    return this.asked.has(identity) ? this.holders.get(identity) : this.altered.dataOf(identity);
  }

  /** A key under which tenants' data lies, or that is theirs itself. */
  private protectsData(on: Resource): boolean {
    const known = this.protecting.get(on);
    if (known !== undefined) return known;
    const { templates, tenantData } = this.evidence;
    const names = new Set([templates.refOf(on), templates.attributeOf(on, 'Arn')]);
    const protects = tenantData.some((data) => data === on || [...textsWithin(data.properties)].some((text) => names.has(text)));
    this.protecting.set(on, protects);
    return protects;
  }
}

/** Whom it makes of somebody is told where that is not what is administered. */
export function stepOf({ from, actions, on, to }: Edge): string {
  const whom = to === undefined || to.resource === from.resource || (on !== undefined && to.resource === on) ? '' : to.name;
  const about = on === undefined ? '' : ` on ${pathOf(on)}`;
  return `${actions.join(' + ')}${about}${whom === '' ? '' : ` and so be ${whom}`}`;
}
