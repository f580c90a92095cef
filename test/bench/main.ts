// Runs one area of benchmarks and says which goals are met: `npm run bench -- <area> [--json]`. Ends with 1 if a goal is not
// met, with 2 if it was called wrongly.

import type { Row } from './harness';

/** An area measures what belongs together. It is loaded only when asked for, by `require`: only then it is compiled. */
const AREAS: { readonly [area: string]: () => Promise<readonly Row[]> } = {
  asap: () => (require('./asap') as typeof import('./asap')).asap(),
  start: () => (require('./start') as typeof import('./start')).start(),
  proof: () => (require('./proof') as typeof import('./proof')).proof(),
  synth: () => (require('./synth') as typeof import('./synth')).synth(),
};

async function main(args: readonly string[]): Promise<number> {
  const areas = args.filter((arg) => arg !== '--json');
  const area = areas.length === 1 && Object.hasOwn(AREAS, areas[0] ?? '') ? AREAS[areas[0] ?? ''] : undefined;
  if (area === undefined) {
    console.error(`usage: npm run bench -- <${Object.keys(AREAS).join(' | ')}> [--json]`);
    return 2;
  }
  const rows = await area();
  console.log(args.includes('--json') ? JSON.stringify(rows, undefined, 2) : table(rows));
  return rows.some(({ met }) => met === false) ? 1 : 0;
}

function table(rows: readonly Row[]): string {
  const lines = [
    ['name', 'ratio', 'low', 'high', 'reference', 'goal', 'met'],
    ...rows.map(({ name, ratio, low, high, reference, goal, met }) => [
      name,
      ...[ratio, low, high].map((value) => value.toFixed(3)),
      reference,
      goal === null ? '' : String(goal),
      met === null ? '' : met ? 'yes' : 'NO',
    ]),
  ];
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
