// Whether a condition tells somebody from everybody else: by a value that a stranger does not have. A pattern that a stranger’s value
// matches too, such as `o-*`, or blocks that come to the whole internet, are conditions that hold for all.

import type { ConditionText } from '../../access';
import { type Block, isPrivateBlock, last, parseBlock } from '../../address';
import { arnComponents, isSymbolic, pieces } from '../../template';

type Holds = (value: string) => boolean;

/**
 * Keys that only somebody of an account, an organisation or a network has a certain value of (IAM User Guide: AWS global condition
 * context keys). aws:VpcSourceIp is none: addresses of a VPC are private, and everybody’s VPC may have them.
 */
const PINS: ReadonlyMap<string, Holds> = new Map(
  Object.entries({
    'aws:sourcevpce': isExact,
    'aws:sourcevpc': isExact,
    'aws:sourceaccount': isExact,
    'aws:sourceowner': isExact,
    'aws:sourceorgid': isExact,
    'aws:principalorgid': isExact,
    'aws:sourceorgpaths': isInOrganisation,
    'aws:principalorgpaths': isInOrganisation,
    'aws:sourcearn': isOfAccount,
    'lambda:eventsourcetoken': isExact,
    'sts:externalid': isExact,
  }),
);

/** Those that say on whose behalf a service acts (IAM User Guide: The confused deputy problem). */
const SOURCES: ReadonlyMap<string, Holds> = new Map(
  Object.entries({
    'aws:sourcearn': isOfAccount,
    'aws:sourceaccount': isExact,
    'aws:sourceorgid': isExact,
    'aws:sourceorgpaths': isInOrganisation,
    'kms:encryptioncontext:aws:logs:arn': isOfAccount,
    'kms:calleraccount': isExact,
    's3:x-amz-source-account': isExact,
    'lambda:eventsourcetoken': isExact,
  }),
);

/** Whether a condition holds for callers of one place alone. */
export function pinsCaller(condition: ConditionText): boolean {
  const key = condition.key.toLowerCase();
  if (!isDemanded(condition)) return false;
  return key === 'aws:sourceip' ? areNarrow(condition) : isPinnedBy(PINS.get(key), condition);
}

/** Whether a condition holds for a service on behalf of one place alone. */
export function pinsSource(condition: ConditionText): boolean {
  return isDemanded(condition) && isPinnedBy(SOURCES.get(condition.key.toLowerCase()), condition);
}

/** What a key that is absent does not meet. */
export function isDemanded({ ifExists, set, values }: ConditionText): boolean {
  return !ifExists && set !== 'ForAllValues' && values.length > 0;
}

/** Several values are alternatives: one that everybody has is enough for everybody. */
function isPinnedBy(holds: Holds | undefined, { operator, values }: ConditionText): boolean {
  if (holds === undefined || !/^(?:String(?:Equals|Like|EqualsIgnoreCase)|Arn(?:Equals|Like))$/.test(operator)) return false;
  // A policy variable is the request’s own value: `aws:PrincipalOrgID` equals itself whoever asks.
  return values.every((value) => !value.includes('${') && (isLiteral(operator) || holds(value)));
}

/** For these operators an asterisk is an asterisk. */
function isLiteral(operator: string): boolean {
  return operator.startsWith('StringEquals');
}

function isExact(value: string): boolean {
  return !/[*?]/.test(value);
}

/** `o-ours/r-root/ou-unit/*`: ids of units are unique in their organisation alone. */
function isInOrganisation(value: string): boolean {
  return isExact(value.split('/')[0] ?? '');
}

/** An ARN whose account is written out; or that of something whose name is, where ARNs have no account, as those of buckets. */
function isOfAccount(value: string): boolean {
  if (pieces(value)[0]?.isSymbol === true || isExact(value)) return true;
  const [, , service, , account, resource = ''] = arnComponents(value) ?? [];
  if (account === undefined) return false;
  if (account !== '') return isExact(account);
  return service === 's3' && isExact(resource.split('/')[0] ?? '');
}

/** The largest that IANA ever gave to one owner: 0.0.0.0/8 of IPv4, and of IPv6 more than anybody has. */
const WIDEST = { 4: 8, 6: 16 } as const;

/** Blocks that are not the internet, alone or together. */
function areNarrow({ operator, values }: ConditionText): boolean {
  if (operator !== 'IpAddress') return false;
  const blocks = values.flatMap(
    (value) => parseBlock(value.includes('/') ? value : `${value}/${value.includes(':') ? 128 : 32}`) ?? [],
  );
  if (values.some((value) => !isSymbolic(value) && /[*?$]/.test(value))) return false;
  return ([4, 6] as const).every((family) => {
    const bits = family === 4 ? 32 : 128;
    return publicAddresses(blocks.filter((block) => block.family === family)) <= 1n << BigInt(bits - WIDEST[family]);
  });
}

/** How many addresses of the internet blocks of one family hold together. Two blocks lie in each other or apart. */
export function publicAddresses(blocks: readonly Block[]): bigint {
  const open = blocks.filter((block) => !isPrivateBlock(block));
  open.sort((one, other) => (one.first < other.first ? -1 : one.first > other.first ? 1 : one.prefix - other.prefix));
  let next = 0n;
  let sum = 0n;
  for (const block of open) {
    if (block.first < next) continue;
    next = last(block) + 1n;
    sum += next - block.first;
  }
  return sum;
}
