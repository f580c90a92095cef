import { type Edge, type Identity, pathOf } from '../access';
import type { Evidence } from '../evidence';
import type { Resource } from '../template';
import type { Check } from './check';

export const canBecome: Check = {
  id: 'can-become',
  severity: 'error',
  why: 'A right over policies, code or roles is not access to tenants’ data today, and becomes it by one call that the proof cannot see.',
  fix: 'Take the right away, or narrow it to what it is for; what has to stay is acknowledged edge by edge, with the alarm that watches it as the reason.',
  source: 'IAM User Guide: Security best practices in IAM; NCC Group Principal Mapper: edges',
  *find(evidence) {
    if (evidence.tenantData.length === 0) return;
    const ways = new Ways(evidence);
    for (const identity of evidence.access.identities) {
      const { resource } = identity;
      if (resource === undefined) continue;
      for (const edge of evidence.administration.edges(identity)) {
        const chain = ways.from(edge);
        if (chain === undefined) continue;
        yield {
          resource,
          message: `${identity.name} can come to ${chain.join(', ')}`,
          because: edge.certain ? edge.because : `${edge.because} (it depends on what is not in the templates)`,
          detail: [
            edge.actions.join('+'),
            pathOf(edge.on),
            ...(edge.to !== undefined && edge.to.resource !== edge.on ? [edge.to.name] : []),
          ].join('->'),
        };
      }
    }
  },
};

/** Chains of edges that end at tenants' data. */
class Ways {
  private readonly data: ReadonlySet<Resource>;
  private readonly holders = new Map<Identity, Resource>();

  public constructor(private readonly evidence: Evidence) {
    this.data = new Set(evidence.tenantData);
    for (const { identity, data, consequence } of evidence.matrix.cells) {
      if ((consequence === 'data' || consequence === 'whole') && !this.holders.has(identity)) this.holders.set(identity, data);
    }
  }

  /** The shortest way, told step by step; undefined if no way leads on. */
  public from(first: Edge): readonly string[] | undefined {
    const seen = new Set<Identity>([first.from]);
    let wave: { readonly edge: Edge; readonly told: readonly string[] }[] = [{ edge: first, told: [] }];
    while (wave.length > 0) {
      const next: typeof wave = [];
      for (const { edge, told } of wave) {
        const here = [...told, step(edge)];
        if (this.data.has(edge.on) || this.protectsData(edge.on)) return here;
        const { to } = edge;
        if (to === undefined) continue;
        const data = this.holders.get(to);
        // Whoever writes his own policy has whatever he writes.
        if (to === edge.from) return here;
        if (data !== undefined) return [...here, `which reaches ${pathOf(data)}`];
        if (seen.has(to)) continue;
        seen.add(to);
        for (const one of this.evidence.administration.edges(to)) next.push({ edge: one, told: here });
      }
      wave = next;
    }
    return undefined;
  }

  /** A key under which tenants' data lies. */
  private protectsData(on: Resource): boolean {
    if (!on.type.startsWith('AWS::KMS::')) return false;
    const { templates } = this.evidence;
    const names = new Set([templates.refOf(on), templates.attributeOf(on, 'Arn')]);
    return this.evidence.tenantData.some((data) => mentions(data.properties, names));
  }
}

function step(edge: Edge): string {
  const { actions, on, to } = edge;
  const whom = to === undefined || to.resource === on || to === edge.from ? '' : ` and so be ${to.name}`;
  return `${actions.join(' + ')} on ${pathOf(on)}${whom}`;
}

function mentions(value: unknown, names: ReadonlySet<string>): boolean {
  if (typeof value === 'string') return names.has(value);
  if (Array.isArray(value)) return value.some((one) => mentions(one, names));
  return typeof value === 'object' && value !== null && Object.values(value).some((one) => mentions(one, names));
}
