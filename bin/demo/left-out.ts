// What the deployed app lacks of its AWS form, read from the cloud assembly that was deployed.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { linesOf } from './terminal';

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

export function printLeftOut(list: readonly LeftOut[], width: number): string {
  const digits = Math.max(...list.map(({ places }) => String(places).length));
  const indent = ' '.repeat(digits + 5);
  const items = list.flatMap(({ change, places }) =>
    linesOf(change, width - indent.length).map((line, at) =>
      at === 0 ? `  ${String(places).padStart(digits)} × ${line}` : `${indent}${line}`,
    ),
  );
  return ['The local form of the app lacks, or has otherwise, in so many places:', ...items, '', ...linesOf(CLAIMS, width)].join(
    '\n',
  );
}

const CLAIMS =
  'The local AWS makes subnets, security groups, endpoints and private APIs, and enforces none of them. This run therefore claims ' +
  'nothing about network, DNS, leading keys, encryption contexts or Lambda permissions: the proof and the unit tests judge those on ' +
  'the AWS form. This run does show what was enforced: trust policies, key policies, IAM, and the authorizer as API Gateway calls it.';
