// Partitions that no tenant owns: a policy that gives a session its own tenant's rows names other rows beside them, by a literal key. Every
// tenant reaches these rows, and no tenant's own rows are among them.

import { type Policy, statementsOf } from '../../iam';
import { tenantsNamedIn } from './tenants';

export interface SharedPartitions {
  /** By condition key, in lower case: values that stand for shared partitions. */
  readonly values: ReadonlyMap<string, ReadonlySet<string>>;
  /** Texts of Resource that name shared objects. */
  readonly resources: ReadonlySet<string>;
}

/** Condition keys that select a partition of a store. */
const OF_PARTITIONS = ['dynamodb:leadingkeys', 's3:prefix'] as const;

/** What an identity's policy shares. A policy without the tenant's tag may be of one tenant, and its literal key that tenant's. */
export function sharedPartitionsOf(policy: Policy, tenantTag: string): SharedPartitions {
  const allowing = statementsOf(policy).filter(({ isDeny }) => !isDeny);
  const tenants = new Set(tenantsNamedIn(policy, [`aws:principaltag/${tenantTag.toLowerCase()}`]));
  const compared = (wanted: string) =>
    allowing.flatMap(({ conditions }) =>
      conditions
        .filter(({ key, operator }) => key === wanted && /String(?:Equals|Like)/.test(operator))
        .flatMap(({ values }) => values),
    );
  const named = allowing.flatMap(({ resources = [] }) => resources.map(({ text }) => text));
  return {
    values: new Map(OF_PARTITIONS.map((key) => [key, sharedAmong(compared(key), tenantTag, tenants, isOneKey)])),
    resources: sharedAmong(named, tenantTag, tenants, () => false),
  };
}

/** A literal key without wildcards is one partition, whatever its form. */
function isOneKey(value: string): boolean {
  return !/[*?]/.test(value);
}

function sharedAmong(
  written: readonly string[],
  tenantTag: string,
  tenants: ReadonlySet<string>,
  isShared: (value: string) => boolean,
): ReadonlySet<string> {
  const forms = written.flatMap((one) => formOf(one, tenantTag) ?? []);
  if (forms.length === 0) return new Set();
  const literal = written.filter((one) => !one.includes('${'));
  return new Set(
    literal.filter((one) => {
      const words = forms.flatMap((form) => wordIn(one, form) ?? []);
      if ([one, ...words].some((word) => tenants.has(word))) return false;
      return words.length > 0 || isShared(one);
    }),
  );
}

interface Form {
  readonly before: string;
  readonly after: string;
}

/** `rows#${aws:PrincipalTag/TenantId}#*` is what stands before the tenant, and what stands behind it. */
function formOf(written: string, tenantTag: string): Form | undefined {
  const [before, tag, after, ...more] = written.split(/\$\{\s*aws:PrincipalTag\/([^{},]*?)\s*(?:,[^{}]*)?\}/i);
  if (before === undefined || tag?.toLowerCase() !== tenantTag.toLowerCase() || after === undefined || more.length > 0)
    return undefined;
  return { before, after };
}

/** The word that stands where the form has the tenant. A wildcard there may stand for any tenant, and is no word. */
function wordIn(text: string, { before, after }: Form): string | undefined {
  if (!text.startsWith(before) || !text.endsWith(after) || text.length <= before.length + after.length) return undefined;
  const word = text.slice(before.length, text.length - after.length);
  return /[*?]/.test(word) ? undefined : word;
}
