// cdk-bulkhead diff: what the second set of templates allows and the first does not.
import { runChecks } from '../../../lib/proof/checks';
import { gainedAccess, gainedReach } from '../../../lib/proof/gained';
import { type Input, InputError, readInput } from '../input';
import type { DiffOptions } from '../options';
import type { Output } from '../output';
import { gainedAsText } from '../report/gained-text';
import { evidenceOf } from './judged';

export function diff(options: DiffOptions, output: Output): number {
  const after = readInput([options.after], output.stdin);
  const before = namedLike(after, readInput([options.before], output.stdin));
  const [old, now] = [evidenceOf(before, options), evidenceOf(after, options)];
  const [unread] = runChecks(now, { only: ['malformed-policy'] }).findings;
  if (unread !== undefined) {
    throw new InputError(
      `a policy of ${unread.path} cannot be read (${unread.message})`,
      'policies that IAM takes: what an unreadable one allows is not known',
      'correct it; cdk-bulkhead verify tells all that it finds',
    );
  }
  const access = gainedAccess(old, now);
  const reach = gainedReach(old, now);
  const notes = [...new Set([...before.notes, ...after.notes])];
  output.out(
    options.json
      ? `${JSON.stringify({ version: 1, access, reach, notes }, null, 2)}\n`
      : gainedAsText(access, reach, notes, output),
  );
  return access.length + reach.length > 0 ? 1 : 0;
}

/** One stack against one is the same stack, whatever the files are called: `diff old.yaml new.yaml`. */
function namedLike({ templates: [one, ...others] }: Input, before: Input): Input {
  const [old, ...more] = before.templates;
  if (one === undefined || old === undefined || others.length > 0 || more.length > 0) return before;
  return { ...before, templates: [{ ...old, stackName: one.stackName }] };
}
