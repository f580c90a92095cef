// cdk-bulkhead diff: the data that the second set of templates loses, and the access that it gains.
import { resourcesNamed, UnknownResourceError } from '../../../lib/proof/access';
import { Evidence } from '../../../lib/proof/evidence';
import { gainedAccess, gainedReach } from '../../../lib/proof/gained';
import { lostData } from '../../../lib/proof/lost';
import { newNames, renamedResources } from '../../../lib/proof/renamed';
import { runRules } from '../../../lib/proof/rules';
import { TemplateSet } from '../../../lib/proof/template';
import { type Input, InputError, readInput } from '../input';
import type { DiffOptions } from '../options';
import type { Output } from '../output';
import { differenceAsJson } from '../report/diff-json';
import { type Difference, differenceAsText } from '../report/diff-text';
import { catalogueOf } from './judged';
import { notSeen } from './not-seen';
import { refusedFiles } from './refused-files';

export function diff(options: DiffOptions, output: Output): number {
  const after = readInput([options.after], output.stdin);
  const before = namedLike(after, readInput([options.before], output.stdin));
  const difference = differenceOf(before, after, options);
  output.out(options.json ? differenceAsJson(difference) : differenceAsText(difference, output));
  const { lost, access, reach } = difference;
  const isRefused = [before, after].map((input) => refusedFiles(input, output)).includes(true);
  return isRefused ? 2 : lost.length + access.length + reach.length > 0 ? 1 : 0;
}

function differenceOf(before: Input, after: Input, { tenantData, tenantTag, actions }: DiffOptions): Difference {
  const [was, is] = [new TemplateSet(before.templates), new TemplateSet(after.templates)];
  const unknown = tenantData.find((name) => [was, is].every((templates) => resourcesNamed(templates, name).length === 0));
  if (unknown !== undefined) throw new UnknownResourceError(unknown);
  const catalogue = catalogueOf(actions);
  const evidenceOf = (templates: TemplateSet) =>
    new Evidence(templates, catalogue, {
      // One of the two sets may not have the named resource.
      tenantData: tenantData.filter((name) => resourcesNamed(templates, name).length > 0),
      ...(tenantTag !== undefined && { tenantTag }),
    });
  const [old, now] = [evidenceOf(was), evidenceOf(is)];
  refuseUnreadPolicy(now);
  const found = renamedResources(was, is);
  const called = newNames(found, was, is);
  // The old templates with the names of the new ones: only real differences remain.
  const oldAsNow = called.size === 0 ? old : evidenceOf(new TemplateSet(before.templates, called));
  return {
    lost: lostData(old, now, found),
    access: gainedAccess(oldAsNow, now),
    reach: gainedReach(oldAsNow, now),
    renamed: found.filter(({ from }) => called.has(from.id)),
    notes: [...new Set([...before.notes, ...after.notes, ...[old, now].flatMap(notSeen)])],
  };
}

function refuseUnreadPolicy(evidence: Evidence): void {
  const [unread] = runRules(evidence, { only: ['malformed-policy'] }).findings;
  if (unread === undefined) return;
  throw new InputError(
    `a policy of ${unread.path} cannot be read (${unread.message})`,
    'policies that IAM accepts: the proof does not know what an unreadable policy allows',
    'fix the policy; npx cdk-bulkhead verify lists all findings',
  );
}

/** If both sets have one stack, it is the same stack, whatever the names of the files: `diff old.yaml new.yaml`. */
function namedLike({ templates: [one, ...others] }: Input, before: Input): Input {
  const [old, ...more] = before.templates;
  if (one === undefined || old === undefined || others.length > 0 || more.length > 0) return before;
  return { ...before, templates: [{ ...old, stackName: one.stackName }] };
}
