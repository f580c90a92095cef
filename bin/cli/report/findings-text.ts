// Findings, for people: by resource, errors first, each with its cause and its fix.
import type { AcknowledgedFinding, Finding } from '../../../lib/proof/rules';
import type { VerifyOptions } from '../options';
import { allPrintable, counted, type Output, palette, wrapped } from '../output';
import { type Report, summaryOf } from './report';

export function findingsAsText(report: Report, options: VerifyOptions, { color, width }: Output): string {
  const { strong, faint, red, yellow, green } = palette(color);
  const { findings, acknowledged } = allPrintable(report.results);
  const explained = new Set<string>();
  const lines: string[] = [];
  const detail = (title: string, text: string) => `      ${faint(title.padEnd(8))} ${wrapped(text, 15, width)}`;

  const one = (finding: Finding): void => {
    const mark = finding.severity === 'error' ? red('✗') : yellow('!');
    lines.push(`  ${mark} ${strong(finding.rule)}  ${wrapped(finding.message, 6, width - finding.rule.length - 4)}`);
    if (finding.because !== finding.message) lines.push(detail('because', finding.because));
    if (finding.location !== undefined) lines.push(detail('at', finding.location));
    // Once for each rule: the tenth finding needs no tenth explanation.
    if (!explained.has(finding.rule)) {
      lines.push(detail('why', finding.why), detail('fix', finding.fix));
      explained.add(finding.rule);
    }
    if (finding.id !== finding.rule) lines.push(detail('id', finding.id));
  };

  for (const [heading, group] of byResource(findings)) {
    lines.push(`${strong(heading)}`);
    group.forEach(one);
    lines.push('');
  }
  if (options.acknowledged && acknowledged.length > 0) {
    lines.push(strong('Acknowledged'));
    for (const { path, id, reason } of acknowledged as readonly AcknowledgedFinding[]) {
      lines.push(`  ${green('✓')} ${id}  ${faint(path)}`, detail('reason', reason));
    }
    lines.push('');
  }
  for (const note of allPrintable(report.input.notes)) lines.push(`${yellow('note')} ${wrapped(note, 5, width)}`);
  return `${lines.join('\n')}${lines.length > 0 ? '\n' : ''}${verdict(report, color)}`;
}

/** In the order of their first finding, so resources with errors come first. */
function byResource(findings: readonly Finding[]): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const id = `${finding.stack}/${finding.resource}`;
    const heading = finding.path === id ? `${id}  ${finding.type}` : `${finding.path}  ${finding.type} ${id}`;
    const group = groups.get(heading);
    if (group === undefined) groups.set(heading, [finding]);
    else group.push(finding);
  }
  return groups;
}

function verdict(report: Report, color: boolean): string {
  const { red, yellow, green, faint } = palette(color);
  const { stacks, resources, rules, errors, warnings, acknowledged, tenantData } = summaryOf(report);
  const judged = `${counted(resources, 'resource')} of ${counted(stacks, 'stack')} by ${counted(rules, 'rule')}`;
  const data =
    tenantData === 0
      ? 'no resource is marked as tenant data: add the tag bulkhead:tenant-data, or name it with --tenant-data'
      : `${counted(tenantData, 'resource')} with tenant data`;
  const accepted = acknowledged === 0 ? '' : `, ${counted(acknowledged, 'finding')} acknowledged`;
  const found =
    errors + warnings === 0
      ? // A doubt may hide a finding.
        report.doubts.length === 0
        ? green(`clean${accepted}`)
        : yellow(`no findings${accepted}, but see the notes`)
      : (errors > 0 ? red : yellow)(`${counted(errors, 'error')}, ${counted(warnings, 'warning')}${accepted}`);
  return `${found}  ${faint(`(${judged}; ${data})`)}\n`;
}
