// What the policies of an app compare and name, read once for all of its tenant data.

import { getOrAdd } from '../../collections';
import { madeUpNames, type Policy, statementsOf } from '../../iam';
import { arnComponents } from '../../template';
import { sharedPartitionsOf } from './shared-partitions';

export class PolicyTexts {
  private readonly values = new Map<string, Set<string>>();
  /** Texts of Resource in Allow statements, by service, or `*` if the text may name any service; then by the made-up name in it. */
  private readonly resources = new Map<string, Map<string | undefined, Set<string>>>();

  private readonly sharedValues = new Map<string, Set<string>>();
  private readonly sharedResources = new Set<string>();

  public constructor(policies: readonly Policy[], tenantTag: string) {
    for (const policy of policies) {
      const shared = sharedPartitionsOf(policy, tenantTag);
      for (const [key, values] of shared.values) {
        const known = getOrAdd(this.sharedValues, key, () => new Set());
        for (const value of values) known.add(value);
      }
      for (const text of shared.resources) this.sharedResources.add(text);
      for (const { isDeny, conditions, resources = [] } of statementsOf(policy)) {
        for (const { key, values } of conditions) {
          const known = getOrAdd(this.values, key, () => new Set());
          for (const value of values) known.add(value);
        }
        if (!isDeny) for (const { text, name } of resources) if (text !== '*') this.add(text, name);
      }
    }
  }

  private add(text: string, name: string | undefined): void {
    const named = arnComponents(text)?.[2];
    const service = named === undefined || /[*?$\uE000]/.test(named) ? '*' : named;
    const byName = getOrAdd(this.resources, service, () => new Map<string | undefined, Set<string>>());
    getOrAdd(byName, name, () => new Set<string>()).add(text);
  }

  /** Condition keys, in lower case, each with all values that some condition compares it with. */
  public get compared(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.values;
  }

  /** Values of a condition key, in lower case, that stand for partitions of no tenant. */
  public sharedUnder(key: string): ReadonlySet<string> {
    return this.sharedValues.get(key) ?? new Set();
  }

  /** Whether a text of Resource names objects of no tenant. */
  public isShared(resourceText: string): boolean {
    return this.sharedResources.has(resourceText);
  }

  /** Texts that may name this resource or a part of it. */
  public resourcesAbout(arn: string): readonly string[] {
    const service = arnComponents(arn)?.[2];
    const { names, isOpen } = madeUpNames(arn);
    const places = service === undefined ? [...this.resources.keys()] : [service, '*'];
    return places.flatMap((place) => {
      const byName = this.resources.get(place);
      if (byName === undefined) return [];
      // A store without a made-up name may have a part with one.
      const keys = isOpen || names.length === 0 ? [...byName.keys()] : [undefined, ...names];
      return keys.flatMap((key) => [...(byName.get(key) ?? [])]);
    });
  }
}
