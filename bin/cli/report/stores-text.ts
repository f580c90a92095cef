// The list of stores, for people: by type, each with the option that names it. Then the line to copy, and the tags of sessions.
import { pathOf } from '../../../lib/proof/access';
import { grouped } from '../../../lib/proof/collections';
import type { Candidate, Marking } from '../../../lib/proof/stores';
import { counted, type Output, palette, printable, wrapped } from '../output';
import { optionWords, shellWord } from './shell';
import { isTenantTag, type StoresReport, toName } from './stores';

const SAYS: { readonly [marking in Marking]: string } = {
  tagged: 'marked by its tag',
  named: 'named by --tenant-data',
  unknown: 'only the deployment knows its tags',
  none: 'not marked',
};

export function storesAsText(report: StoresReport, output: Output): string {
  const { yellow } = palette(output.color);
  const notes = report.notes.map((note) => `${yellow('note')} ${wrapped(printable(note), 5, output.width)}`);
  const parts = [heading(report, output), ...storeLines(report, output), ...lineToCopy(report, output), tagLines(report, output)];
  if (notes.length > 0) parts.push(notes);
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function heading({ stores }: StoresReport, { color, width }: Output): string[] {
  const { strong } = palette(color);
  if (stores.length === 0) {
    const words = 'No resource in the templates has a type that the proof knows as a store.';
    return [strong(words), wrapped('If another resource holds tenants’ data, name it with --tenant-data.', 0, width)];
  }
  const marked = stores.filter(({ marking }) => marking === 'tagged' || marking === 'named').length;
  const could = `${counted(stores.length, 'store')} could hold tenants’ data.`;
  const are = marked === 0 ? 'None is' : marked === stores.length ? 'All are' : `${marked} ${marked === 1 ? 'is' : 'are'}`;
  return [strong(`${could} ${stores.length === 1 && marked === 1 ? 'It is' : are} marked as tenant data.`)];
}

function storeLines({ stores }: StoresReport, output: Output): string[][] {
  const { faint } = palette(output.color);
  return [...grouped(stores, ({ resource }) => resource.type)].map(([type, those]) => {
    const title = those[0]?.isJudged === false ? `${type}  ${faint('the rules cover this type, the matrix does not')}` : type;
    return [title, ...table(those, output)];
  });
}

function table(stores: readonly Candidate[], { color, width }: Output): string[] {
  const { green, yellow, faint } = palette(color);
  const rows = stores.map(({ resource, name, marking }) => {
    const isMarked = marking === 'tagged' || marking === 'named';
    return {
      mark: isMarked ? green('✓') : marking === 'unknown' ? yellow('?') : ' ',
      cells: [printable(optionWords('tenant-data', name)), SAYS[marking], printable(pathOf(resource).replace(/\/Resource$/, ''))],
    };
  });
  const widths = [0, 1].map((at) => Math.max(...rows.map(({ cells }) => cells[at]?.length ?? 0)));
  const longest = Math.max(...rows.map(({ cells }) => cells[2]?.length ?? 0));
  const isNarrow = 4 + widths.reduce((sum, one) => sum + one + 2, 0) + longest > width;
  return rows.map(({ mark, cells: [option = '', says = '', path = ''] }) =>
    isNarrow
      ? `  ${mark} ${option}\n      ${faint(`${says}: ${path}`)}`
      : `  ${mark} ${option.padEnd(widths[0] ?? 0)}  ${faint(`${says.padEnd(widths[1] ?? 0)}  ${path}`)}`,
  );
}

/** Not wrapped: it is one command. */
function lineToCopy(report: StoresReport, { color }: Output): string[][] {
  const names = toName(report).map(({ name }) => optionWords('tenant-data', name));
  if (names.length === 0) return [];
  const { strong } = palette(color);
  const command = `npx cdk-bulkhead verify ${report.paths.map(shellWord).join(' ')} ${names.join(' ')}`;
  return [[strong('To copy. Leave out the stores without tenants’ data'), `  ${printable(command)}`]];
}

function tagLines(report: StoresReport, { color, width }: Output): string[] {
  const { strong, faint } = palette(color);
  const { tags, tenantTag } = report;
  const title = strong('Session tags that policies compare');
  if (tags.length === 0) {
    return [title, `  ${wrapped('none: no policy binds a session to a tenant by aws:PrincipalTag', 2, width)}`];
  }
  const names = tags.map(({ name }) => printable(`aws:PrincipalTag/${name}`));
  const room = Math.max(...names.map((name) => name.length));
  const count = Math.max(...tags.map(({ policies }) => counted(policies, 'policy', 'policies').length));
  const lines = tags.map((tag, index) => {
    const says = isTenantTag(tag, report)
      ? faint('the proof assumes that it holds the tenant')
      : `if it holds the tenant: ${printable(optionWords('tenant-tag', tag.name))}`;
    return `  ${names[index]?.padEnd(room)}  ${counted(tag.policies, 'policy', 'policies').padEnd(count)}  ${says}`;
  });
  const isCompared = tags.some((tag) => isTenantTag(tag, report));
  const warning = `No policy compares aws:PrincipalTag/${printable(tenantTag)}, in which the proof expects the tenant.`;
  return [title, ...lines, ...(isCompared ? [] : [`  ${wrapped(warning, 2, width)}`])];
}
