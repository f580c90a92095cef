// The rules of CloudWatch's embedded metric format (CloudWatch User Guide, "Specification: Embedded metric format") as far as a line
// of ours could break them: what breaks one is in no metric, and CloudWatch says so nowhere but in a count.

const UNITS = ['Count', 'Milliseconds'];
const MAX_EVENT_BYTES = 256 * 1024;

type Members = { readonly [name: string]: unknown };

/** What is wrong with a log event; nothing if it is right. */
export function brokenRulesOf(line: string): string[] {
  const broken: string[] = [];
  const needs = (condition: boolean, rule: string) => void (condition || broken.push(rule));
  const root = JSON.parse(line) as Members;
  const { _aws: metadata } = root as { _aws?: { Timestamp?: unknown; CloudWatchMetrics?: unknown } };
  needs(Buffer.byteLength(line) <= MAX_EVENT_BYTES, 'an event is of 256 KB at most');
  needs(!line.includes('\n'), 'an event is one line');
  needs(
    Number.isSafeInteger(metadata?.Timestamp) && Number(metadata?.Timestamp) > 1e12,
    'Timestamp is milliseconds since the epoch',
  );
  needs(onlyHas(metadata, ['Timestamp', 'CloudWatchMetrics']), '_aws has Timestamp and CloudWatchMetrics');
  const directives = metadata?.CloudWatchMetrics;
  needs(Array.isArray(directives) && directives.length > 0, 'CloudWatchMetrics is a list of directives');
  for (const directive of (directives ?? []) as Members[]) {
    const { Namespace, Dimensions, Metrics } = directive;
    needs(onlyHas(directive, ['Namespace', 'Dimensions', 'Metrics']), 'a directive has Namespace, Dimensions and Metrics');
    needs(isText(Namespace, 1024) && !Namespace.startsWith('AWS/'), 'Namespace is a text of our own');
    needs(Array.isArray(Dimensions) && Dimensions.length > 0, 'Dimensions is a list of sets');
    for (const set of Dimensions as unknown[]) {
      needs(
        Array.isArray(set) && set.length <= 30 && new Set(set).size === set.length,
        'a set has 30 dimensions at most, each once',
      );
      for (const name of set as string[])
        needs(isText(name, 250) && isText(root[name], 1024), `dimension ${name} is a text member of the root`);
    }
    needs(Array.isArray(Metrics) && Metrics.length > 0 && Metrics.length <= 100, 'Metrics is a list of 100 at most');
    for (const metric of Metrics as Members[]) {
      const { Name, Unit } = metric;
      needs(onlyHas(metric, ['Name', 'Unit']), 'a metric has Name and Unit');
      needs(isText(Name, 1024) && Number.isFinite(root[Name]), `metric ${Name} is a number member of the root`);
      needs(UNITS.includes(String(Unit)), `unit ${Unit} is one of CloudWatch's`);
    }
  }
  return broken;
}

function onlyHas(value: object | undefined, names: readonly string[]): boolean {
  return value !== undefined && JSON.stringify(Object.keys(value).sort()) === JSON.stringify([...names].sort());
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= longest;
}

/** The datum of each metric that a line makes, by name and dimensions: `Refused service=orders,by=authorizer`. */
export function dataOf(line: string): { readonly [metric: string]: number } {
  const root = JSON.parse(line) as Members & {
    _aws: { CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[] };
  };
  return Object.fromEntries(
    root._aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
      Dimensions.flatMap((set) =>
        Metrics.map(({ Name }) => [`${Name} ${set.map((name) => `${name}=${root[name]}`).join()}`, Number(root[Name])]),
      ),
    ),
  );
}
