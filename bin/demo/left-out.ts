// What the deployed app lacks of its AWS form, read from the cloud assembly that was deployed.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface LeftOut {
  readonly change: string;
  /** In how many places. */
  readonly places: number;
}

interface Entry {
  readonly type: string;
  readonly data?: unknown;
}

/** `LocalCloud`'s entries in the assembly's metadata files, the same change in several places counted once. */
export function leftOut(assembly: string): LeftOut[] {
  if (!existsSync(assembly)) return [];
  const counts = new Map<string, number>();
  for (const file of readdirSync(assembly).filter((name) => name.endsWith('.metadata.json'))) {
    const byPath = JSON.parse(readFileSync(join(assembly, file), 'utf8')) as { readonly [path: string]: readonly Entry[] };
    for (const { data } of Object.values(byPath)
      .flat()
      .filter(({ type }) => type === 'bulkhead:local-change')) {
      // Which statement or variable it is about stands before the first colon, if anything does.
      const change = String(data).replace(/^(?!left out)[^:]*: /, '');
      counts.set(change, (counts.get(change) ?? 0) + 1);
    }
  }
  return [...counts].map(([change, places]) => ({ change, places })).sort((a, b) => (a.change < b.change ? -1 : 1));
}

export function printLeftOut(list: readonly LeftOut[]): string {
  const width = Math.max(...list.map(({ places }) => String(places).length));
  return [
    'Not in this local form of the app, though in its AWS form:',
    ...list.map(({ change, places }) => `  ${String(places).padStart(width)} × ${change}`),
    'Subnets, security groups, endpoints and private APIs are made here, and nothing enforces them. So this run claims nothing about',
    'network, DNS, leading keys, encryption contexts or Lambda permissions: the unit tests read those from the AWS form. What it does',
    'show was enforced: trust policies, key policies, IAM, and the authorizer as API Gateway calls it.',
  ].join('\n');
}
