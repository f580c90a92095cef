// Findings, for people: a summary, then the findings of each rule with its reason and its fix, one for each cause.

import { grouped } from '../../../lib/proof/collections';
import { type AcknowledgedFinding, type Cause, causesOf, type Finding, isAtLeast } from '../../../lib/proof/rules';
import type { VerifyOptions } from '../options';
import { allPrintable, counted, type Output, palette, printable, wrapped } from '../output';
import { named } from './gained-groups';
import { markOf } from './mark';
import { type Report, summaryOf } from './report';
import { storesCommand } from './shell';

/** More findings than these are counted and not shown, unless the reader asks for all. */
const MOST_OF_A_RULE = 10;
const MOST = 60;

export function findingsAsText(report: Report, options: VerifyOptions, output: Output): string {
  const { strong, faint, yellow, green } = palette(output.color);
  const { findings, acknowledged } = allPrintable(withShortNames(report.results));
  const level = options.level ?? 'warning';
  const causes = causesOf(findings);
  const shown = causes.filter(({ first }) => isAtLeast(first.severity, level));
  const lines = [...summaryLines(causes, output), ...findingLines(shown, options.all, output)];
  const hidden = causes.length - shown.length;
  if (hidden > 0) lines.push(faint(`${counted(hidden, 'finding')} below ${level} not shown: --level note shows all`), '');
  if (options.acknowledged && acknowledged.length > 0) {
    lines.push(strong('Acknowledged'));
    for (const { path, id, reason } of acknowledged as readonly AcknowledgedFinding[]) {
      lines.push(`  ${green('✓')} ${id}  ${faint(path)}`, detail('reason', reason, output));
    }
    lines.push('');
  }
  for (const note of shortNotes(allPrintable(report.input.notes)))
    lines.push(`${yellow('note')} ${wrapped(note, 5, output.width)}`);
  return `${lines.join('\n')}${lines.length > 0 ? '\n' : ''}${verdict(report, options, output.color)}`;
}

const NO_TEMPLATE = / is not a template(?:: it has no Resources)?$/;

/** Files that are not templates are one note, because a directory holds many. `--json` has a note for each. */
function shortNotes(notes: readonly string[]): string[] {
  const others = notes.filter((note) => NO_TEMPLATE.test(note)).map((note) => note.replace(NO_TEMPLATE, ''));
  if (others.length < 4) return [...notes];
  return [
    ...notes.filter((note) => !NO_TEMPLATE.test(note)),
    `${others.length} files are not templates: ${named(others, ', ', 2)}`,
  ];
}

/** Without the last part of the path of a CDK resource, which is always the same. An id keeps it: acknowledgements need every letter. */
function withShortNames({ findings, acknowledged }: Report['results']): Pick<Report['results'], 'findings' | 'acknowledged'> {
  const short = (text: string) => text.replace(/\/Resource(?![\w/-])/g, '');
  const named = <T extends Finding>(one: T): T => ({
    ...one,
    path: short(one.path),
    message: short(one.message),
    because: short(one.because),
  });
  return { findings: findings.map(named), acknowledged: acknowledged.map(named) };
}

/** How many findings each rule has, if there are more than a reader sees at once. */
function summaryLines(causes: readonly Cause[], { color }: Output): string[] {
  if (causes.length < 4) return [];
  const { faint } = palette(color);
  const rows = [...byRule(causes)].map(([, group]) => {
    const [{ first }] = group as [Cause, ...Cause[]];
    const places = group.reduce((sum, one) => sum + one.places.length, 0);
    const where = places > group.length ? faint(`  in ${places} places`) : '';
    return `${markOf(first.severity, color)} ${String(group.length).padStart(4)}  ${first.rule}${where}`;
  });
  return [...rows, ''];
}

function findingLines(causes: readonly Cause[], isAll: boolean, output: Output): string[] {
  const { strong, faint } = palette(output.color);
  const lines: string[] = [];
  const explained = new Set<string>();
  let room = isAll ? Number.POSITIVE_INFINITY : MOST;
  for (const [, group] of byRule(causes)) {
    const [{ first }] = group as [Cause, ...Cause[]];
    const most = isAll ? group.length : Math.min(MOST_OF_A_RULE, room);
    const shown = group.slice(0, most);
    room -= shown.length;
    if (shown.length > 0) {
      lines.push(`${markOf(first.severity, output.color)} ${strong(first.rule)}`);
      // A rule with errors and warnings has two groups, and explains itself once.
      if (!explained.has(first.rule)) lines.push(`  ${wrapped(first.why, 2, output.width)}`, detail('fix', first.fix, output, 2));
      explained.add(first.rule);
      for (const cause of shown) lines.push(...linesOf(cause, isAll, output));
    }
    const rest = group.length - shown.length;
    if (rest > 0) lines.push(faint(`  and ${counted(rest, 'more finding')} of ${first.rule}: --all shows every one`));
    lines.push('');
  }
  return lines;
}

function linesOf({ first, places, implied }: Cause, isAll: boolean, output: Output): string[] {
  const { path, type, message, because, location, id, rule } = first;
  const { strong, faint } = palette(output.color);
  const heading = `${path}  ${type}`.length + 2 > output.width ? folded(path, output.width) : `${strong(path)}  ${faint(type)}`;
  const said = message.startsWith(`${path} `) ? message.slice(path.length + 1) : message;
  const lines = [`  ${heading}`, `    ${wrapped(said, 4, output.width)}`];
  if (because !== message) lines.push(detail('because', because, output));
  if (location !== undefined && location !== 'Properties') lines.push(detail('at', location, output));
  if (isAll && id !== rule) lines.push(detail('id', id, output));
  const others = places.slice(1);
  if (isAll) for (const one of others) lines.push(detail('also', one.id === rule ? one.path : `${one.path}  ${one.id}`, output));
  else if (others.length > 0) {
    lines.push(
      detail('also', named(distinct(others.map((one) => (one.path === path ? distinguished(one) : one.path))), '; ', 4), output),
    );
  }
  const statements = places.flatMap(({ cause }) => cause ?? []);
  // The statements of a policy of AWS's begin with its ARN.
  const isSame = ({ cause = '' }: Finding) => statements.some((one) => cause === one || cause.startsWith(`${one} `));
  const byStatement = implied.filter(isSame);
  const following = implied.filter((one) => !isSame(one));
  if (byStatement.length > 0) {
    lines.push(
      detail('so', `other findings of the same statement, which the same fix corrects: ${countedByRule(byStatement)}`, output),
    );
  }
  // Another statement may give these rights. They add nothing while this finding is open.
  if (following.length > 0)
    lines.push(detail('later', `other findings, hidden until you fix this one: ${countedByRule(following)}`, output));
  return lines;
}

/** What distinguishes several findings on one resource. */
function distinguished({ id, rule }: Finding): string {
  return id === rule ? id : id.slice(rule.length + 1, -1);
}

function detail(title: string, text: string, { color, width }: Output, indent = 4): string {
  const start = indent + 9;
  return `${' '.repeat(indent)}${palette(color).faint(title.padEnd(8))} ${wrapped(text, start, width)}`;
}

/** Breaks a path that is longer than a line after a slash. */
function folded(path: string, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const part of path.split(/(?<=\/)/)) {
    if (line !== '' && line.length + part.length > width - 4) {
      lines.push(line);
      line = '';
    }
    line += part;
  }
  return [...lines, line].join('\n    ');
}

/** By rule and severity, in the order of their first finding. */
function byRule(causes: readonly Cause[]): Map<string, Cause[]> {
  return grouped(causes, ({ first }) => `${first.severity} ${first.rule}`);
}

/** `2 × can-become, 1 × tenant-data-access` */
function countedByRule(findings: readonly Finding[]): string {
  return [...grouped(findings, ({ rule }) => rule)].map(([rule, group]) => `${group.length} × ${rule}`).join(', ');
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

function verdict(report: Report, { paths }: VerifyOptions, color: boolean): string {
  const { red, yellow, green, faint } = palette(color);
  const { stacks, resources, rules, errors, warnings, notes, places, acknowledged, tenantData, known } = summaryOf(report);
  const judged = `${counted(resources, 'resource')} of ${counted(stacks, 'stack')} by ${counted(rules, 'rule')}`;
  const data =
    tenantData === 0
      ? `no resource is marked as tenant data: ${printable(storesCommand(paths))} lists the stores to choose from`
      : `${counted(tenantData, 'resource')} with tenant data`;
  const accepted = [
    ...(acknowledged === 0 ? [] : [`, ${counted(acknowledged, 'finding')} acknowledged`]),
    ...(known === 0 ? [] : [`, ${counted(known, 'place')} known from the baseline`]),
  ].join('');
  const counts = `${counted(errors, 'error')}, ${counted(warnings, 'warning')}${notes === 0 ? '' : `, ${counted(notes, 'note')}`}`;
  const where = places > errors + warnings + notes ? ` in ${places} places` : '';
  const found =
    errors + warnings + notes === 0
      ? // A doubt may hide a finding.
        report.doubts.length === 0
        ? green(`${known === 0 ? 'clean' : 'no new findings'}${accepted}`)
        : yellow(`no ${known === 0 ? '' : 'new '}findings${accepted}, but see the notes`)
      : (errors > 0 ? red : yellow)(`${counts}${where}${accepted}`);
  return `${found}  ${faint(`(${judged}; ${data})`)}\n`;
}
