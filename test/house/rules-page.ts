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
npx cdk-bulkhead verify --explain ${all[0]?.id}     # explains one rule in the terminal
\`\`\`

\`cdk-bulkhead verify\` and the plugin \`TenantIsolationChecks\` judge templates by these ${all.length} rules: ${count('error')} errors and ${count('warning')} warnings.

- An error makes \`verify\` end with 1, and makes the synthesis fail. A warning does this only with \`--fail-on warning\` or \`failOnWarning\`.
- A finding can be more severe than its rule, for example on tenant data. It can be less severe, if the proof is not certain.
- A finding can also be a note: both choices have good reasons.
- Rule ids are part of the API.

[Prove that tenants stay apart](proof.md) says how to run the rules, read a finding and accept it.

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
