// The sentences about the statement that decides, and the way back from a sentence to its statement.

import type { RemainingCondition } from './types';

const DEPENDS = ' depends on facts that only the deployment or the request knows';

export function allowedBy(statement: string): string {
  return `${statement} allows it`;
}

export function deniedBy(statement: string): string {
  return `${statement} denies it`;
}

/** @param remaining the conditions that decide, if nothing else does */
export function undecidedBy(statement: string, isDeny: boolean, remaining: readonly RemainingCondition[] | undefined): string {
  if (remaining === undefined) return `${statement}${DEPENDS}`;
  return `${isDeny ? deniedBy(statement) : allowedBy(statement)} if ${remaining.map(inWords).join(' and ')}`;
}

/** Whether a sentence says already that something is not known. */
export function isUndecided(because: string): boolean {
  return because.endsWith(DEPENDS) || / (?:allows|denies) it if /.test(because);
}

/** The statement that such a sentence names, as in `Decision.statement`; undefined for any other sentence. */
export function statementIn(because: string): string | undefined {
  const end = because.endsWith(DEPENDS) ? because.length - DEPENDS.length : because.search(/ (?:allows|denies) it(?: if |$)/);
  return end < 0 ? undefined : because.slice(0, end);
}

const WORDS: { readonly [operator: string]: string } = {
  stringequals: 'is',
  stringequalsignorecase: 'is, in any case,',
  stringnotequals: 'is not',
  stringnotequalsignorecase: 'is not, in any case,',
  stringlike: 'is like',
  stringnotlike: 'is not like',
  arnequals: 'is like',
  arnlike: 'is like',
  arnnotequals: 'is not like',
  arnnotlike: 'is not like',
  ipaddress: 'is in',
  notipaddress: 'is not in',
  bool: 'is',
  binaryequals: 'is',
  numericequals: 'is',
  numericnotequals: 'is not',
  numericlessthan: 'is less than',
  numericlessthanequals: 'is at most',
  numericgreaterthan: 'is more than',
  numericgreaterthanequals: 'is at least',
  dateequals: 'is',
  datenotequals: 'is not',
  datelessthan: 'is before',
  datelessthanequals: 'is not after',
  dategreaterthan: 'is after',
  dategreaterthanequals: 'is not before',
};

const MOST = 3;

/** `aws:SourceIp is in 10.0.0.0/8`; in the policy's own words where there are no better ones. */
function inWords({ operator, key, values }: RemainingCondition): string {
  const several =
    values.length > MOST ? `${values.slice(0, MOST).join(' or ')} or ${values.length - MOST} more` : values.join(' or ');
  if (operator === 'Null') return `${key} is ${values.every((one) => one === 'true') ? 'absent' : 'present'}`;
  const [, set, name = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(operator) ?? [];
  const verb = WORDS[name.toLowerCase()];
  if (verb === undefined) return `${operator} ${key} ${several}`;
  const subject = set === undefined ? key : `${set === 'ForAllValues' ? 'every' : 'some'} value of ${key}`;
  return `${subject} ${verb} ${several}${ifExists === undefined ? '' : ' or is absent'}`;
}
