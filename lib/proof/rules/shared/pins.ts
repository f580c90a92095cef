// Whether a condition excludes strangers, because it needs a value that a stranger does not have. A pattern such as `o-*`, which also matches
// a stranger’s value, and blocks that together cover the whole internet exclude nobody.

import type { ConditionText } from '../../access';
import { type Block, isPrivateBlock, last, parseBlock } from '../../address';
import { arnComponents, isSymbolic, pieces } from '../../template';

type Holds = (value: string) => boolean;

/**
 * Keys with values that only callers of one account, organisation or network have (IAM User Guide: AWS global condition context keys).
 * aws:VpcSourceIp is not one of them: addresses of a VPC are private, and every VPC may have the same ones.
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
    'kms:calleraccount': isExact,
    's3:dataaccesspointaccount': isExact,
    's3:dataaccesspointarn': isOfAccount,
  }),
);

/** Keys that name the account or resource that a service acts for (IAM User Guide: The confused deputy problem). */
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

/** Whether only callers of one account, organisation or network meet a condition. */
export function pinsCaller(condition: ConditionText): boolean {
  const key = condition.key.toLowerCase();
  if (!isDemanded(condition)) return false;
  return key === 'aws:sourceip' ? areNarrow(condition) : isPinnedBy(PINS.get(key), condition);
}

/** Whether a service meets a condition only when it acts for one account, organisation or resource. */
export function pinsSource(condition: ConditionText): boolean {
  return isDemanded(condition) && isPinnedBy(SOURCES.get(condition.key.toLowerCase()), condition);
}

/** Whether a request without the key fails the condition. */
export function isDemanded({ ifExists, set, values }: ConditionText): boolean {
  return !ifExists && set !== 'ForAllValues' && values.length > 0;
}

/** Several values are alternatives: if everybody has one of them, everybody meets the condition. */
function isPinnedBy(holds: Holds | undefined, { operator, values }: ConditionText): boolean {
  if (holds === undefined || !/^(?:String(?:Equals|Like|EqualsIgnoreCase)|Arn(?:Equals|Like))$/.test(operator)) return false;
  // A policy variable is the request’s own value: `aws:PrincipalOrgID` equals itself for every caller.
  return values.every((value) => !value.includes('${') && (isLiteral(operator) || holds(value)));
}

/** These operators do not treat an asterisk as a wildcard. */
function isLiteral(operator: string): boolean {
  return operator.startsWith('StringEquals');
}

function isExact(value: string): boolean {
  return !/[*?]/.test(value);
}

/** `o-example/r-root/ou-unit/*`: ids of organisational units are unique only inside their organisation. */
function isInOrganisation(value: string): boolean {
  return isExact(value.split('/')[0] ?? '');
}

/** An ARN with a full account number. For an ARN without an account, as of a bucket, one with a full name. */
function isOfAccount(value: string): boolean {
  if (pieces(value)[0]?.isSymbol === true || isExact(value)) return true;
  const [, , service, , account, resource = ''] = arnComponents(value) ?? [];
  if (account === undefined) return false;
  if (account !== '') return isExact(account);
  return service === 's3' && isExact(resource.split('/')[0] ?? '');
}

/** Prefix lengths of the largest block of one owner: IANA gave out /8 blocks of IPv4, and nobody owns a /16 of IPv6. */
const WIDEST = { 4: 8, 6: 16 } as const;

/** Whether the blocks together are too few addresses to be the internet. */
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

/** How many internet addresses blocks of one family contain together. Of two CIDR blocks, either one contains the other or they share nothing. */
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
