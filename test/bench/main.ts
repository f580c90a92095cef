// Runs one area of benchmarks and says which goals are met. Ends with 1 if a goal is not met, with 2 if it was called wrongly.

import { measureOnce, type Row } from './harness';

/** An area measures what belongs together. It is loaded only when asked for, by `require`: only then it is compiled. */
const AREAS: { readonly [area: string]: () => Promise<readonly Row[]> } = {
  asap: () => (require('./asap') as typeof import('./asap')).asap(),
  start: () => (require('./start') as typeof import('./start')).start(),
  proof: () => (require('./proof') as typeof import('./proof')).proof(),
  synth: () => (require('./synth') as typeof import('./synth')).synth(),
};

/** Counts calls instead of measuring time: a table of its own, and no rows. */
const QUOTAS = 'quotas';

const HELP = `Usage: npm run bench -- AREA [options]

AREA is one of ${[...Object.keys(AREAS), QUOTAS].join(', ')}.

  --json    the rows as JSON (not for ${QUOTAS})
  --once    run everything once and judge no goal: shows that the area runs
  --help    this text

Exit codes: 0 every goal met, 1 a goal missed, 2 wrong option.
`;

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(HELP);
    return 0;
  }
  const areas = args.filter((arg) => arg !== '--json' && arg !== '--once');
  if (areas.length === 1 && areas[0] === QUOTAS && !args.includes('--json'))
    return (require('./quotas') as typeof import('./quotas')).quotas(args.includes('--once'));
  const area = areas.length === 1 && Object.hasOwn(AREAS, areas[0] ?? '') ? AREAS[areas[0] ?? ''] : undefined;
  if (area === undefined) {
    console.error(HELP);
    return 2;
  }
  if (args.includes('--once')) measureOnce();
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
