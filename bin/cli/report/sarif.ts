// Findings as SARIF 2.1.0 (OASIS), which code scanning reads.
import { readFileSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { causesOf, type Finding, isAtLeast, RULES, type Severity } from '../../../lib/proof/rules';
import type { Report } from './report';

type BaselineState = 'new' | 'unchanged';

export function findingsAsSarif({ results, input, baseline }: Report, level: Severity = 'note'): string {
  const { findings, acknowledged, rules: ruleIds } = results;
  const rules = RULES.filter(({ id }) => ruleIds.includes(id));
  const lines = new Lines();
  const shownOf = (all: readonly Finding[]) => causesOf(all).filter(({ first }) => isAtLeast(first.severity, level));
  const located = (finding: Finding) => locationOf(finding, input.templateFiles.get(finding.stack), lines);
  const result = (finding: Finding, others: readonly Finding[], state: BaselineState, reason?: string) => ({
    ruleId: finding.rule,
    ruleIndex: rules.findIndex(({ id }) => id === finding.rule),
    level: finding.severity,
    message: { text: messageOf(finding) },
    locations: [located(finding)],
    ...(others.length > 0 && {
      relatedLocations: others.map((one, index) => ({ id: index + 1, message: { text: one.message }, ...located(one) })),
    }),
    // Code scanning compares findings of two runs by this text, not by their line in the file.
    partialFingerprints: { 'finding/v1': `${finding.id} ${finding.stack}/${finding.resource} ${finding.location ?? ''}` },
    // Either every result has it or none (SARIF 2.1.0, 3.27.24).
    ...(baseline !== undefined && { baselineState: state }),
    ...(reason !== undefined && { suppressions: [{ kind: 'inSource', justification: reason }] }),
  });
  // What another finding implies is a result too: code scanning must not take it for corrected.
  const resultsOf = (all: readonly Finding[], state: BaselineState) =>
    shownOf(all).flatMap(({ first, places, implied }) => [
      result(first, places.slice(1), state),
      ...implied.map((one) => result(one, [], state)),
    ]);
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'cdk-bulkhead',
            rules: rules.map(({ id, severity, why, fix, source }) => ({
              id,
              shortDescription: { text: why },
              help: { text: `${fix}\n\nSource: ${source}` },
              defaultConfiguration: { level: severity },
            })),
          },
        },
        results: [
          ...resultsOf(findings, 'new'),
          ...resultsOf(baseline?.known ?? [], 'unchanged'),
          // The acknowledgement is in the templates: it is older than this run.
          ...acknowledged.map((one) => result(one, [], 'unchanged', one.reason)),
        ],
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** The cause is often the same text as the message: then it is written once. */
function messageOf({ message, because, fix }: Finding): string {
  return `${message}. ${because === message ? '' : `Because: ${because}. `}${fix}`;
}

function locationOf({ stack, resource, path, type }: Finding, file: string | undefined, lines: Lines): object {
  const uri = uriOf(file ?? `${stack}.template.json`);
  return {
    physicalLocation: { artifactLocation: { uri }, region: { startLine: lines.of(file, resource) } },
    logicalLocations: [{ name: resource, fullyQualifiedName: path, kind: type }],
  };
}

/** Relative to the working directory, which is the repository in a pipeline. */
function uriOf(file: string): string {
  const inside = isAbsolute(file) ? relative(process.cwd(), file) : file;
  return inside.split(sep).map(encodeURIComponent).join('/');
}

/** The lines where resources begin. */
class Lines {
  private readonly files = new Map<string, readonly string[]>();

  public of(file: string | undefined, logicalId: string): number {
    if (file === undefined) return 1;
    const begins = new RegExp(`^\\s*"?${logicalId.replace(/[^A-Za-z0-9]/g, '')}"?\\s*:`);
    return Math.max(1, this.read(file).findIndex((line) => begins.test(line)) + 1);
  }

  private read(file: string): readonly string[] {
    const known = this.files.get(file);
    if (known !== undefined) return known;
    let lines: readonly string[] = [];
    try {
      lines = readFileSync(file, 'utf8').split('\n');
    } catch {
      // Standard input has no file, and a file may be gone by now.
    }
    this.files.set(file, lines);
    return lines;
  }
}
