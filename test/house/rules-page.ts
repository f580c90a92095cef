// docs/rules.md as it must read.
import { wrapped } from '../../bin/cli/output';
import { AREAS, type Rule, type Severity } from '../../lib/proof/rules';

/** Columns. */
const WIDTH = 140;

export function rulesPage(): string {
  const all = AREAS.flatMap(({ rules }) => rules);
  const count = (severity: Severity) => all.filter((one) => one.severity === severity).length;
  const sections = AREAS.map(({ title, rules }) => [`## ${title}`, ...rules.map(rule)].join('\n\n'));
  return `# Rules

\`\`\`
npx cdk-bulkhead verify --explain ${all[0]?.id}     # any of them, in the terminal
\`\`\`

The ${all.length} rules that \`cdk-bulkhead verify\` and the plugin \`TenantIsolationChecks\` judge templates by: ${count('error')} errors and ${count('warning')} warnings.
An error makes the command end with 1 and the synthesis fail. A warning does so only with \`--fail-on warning\` or \`failOnWarning\`.
A finding can be more severe than its rule (on tenant data), less severe (if less is certain), or a note (both choices are right). Ids are part of the API. How to run them, read what they find, and accept it: [proof.md](proof.md).

${sections.join('\n\n')}
`;
}

function rule({ id, severity, why, fix, source }: Rule): string {
  return `### ${id}

${wrapped(`**${severity}** – ${marked(why)}`, 0, WIDTH)}

- ${wrapped(`Fix: ${marked(fix)}`, 2, WIDTH)}
- ${wrapped(`Source: ${marked(source)}`, 2, WIDTH)}`;
}

/** Text that Markdown would take for its own. */
function marked(text: string): string {
  return text.replace(/[<>*_]/g, (sign) => `\\${sign}`);
}
