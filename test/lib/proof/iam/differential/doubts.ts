// Where AWS's pages are silent or disagree. A world answers each of them one way; docs/aws-silent.md says what the evaluator answers.

export const DOUBTS = [
  /** A grant to `*` in the same account stands although a boundary or session policy does not allow. */
  'everybody',
  /** A NotResource whose variable has no value names the resource. */
  'NotResource',
  /** Naming some of account, role and session is enough to be excepted. */
  'NotPrincipal',
  /** A variable without a value, or a text of another type, makes a negated condition hold. */
  'no match',
  /** An empty text in a variable is no value. */
  'empty variable',
  /** An empty text is null for Null. */
  'empty is null',
  /** Empty texts among the values of a set count. */
  'empty counts',
  /** `ForAnyValue:…IfExists` holds without the key. */
  'any, if it exists',
  /** A key of several values holds under an operator without a set form. */
  'several values',
  /** `?` is one unit of UTF-16. */
  'units of UTF-16',
  /** Letters are compared in upper case. */
  'upper case',
  /** A wildcard within the sixth part of an ARN matches colons. */
  'colons within the sixth part',
  'a lone star for an ARN',
  /** Missing components of an ARN in a condition are stars. */
  'short ARN',
  'a star before missing fields',
  /** An operator that does not exist holds. */
  'operator',
  /** A word other than true and false, for Null and for Bool. */
  'word',
  /** A date in a form of which the pages say nothing is as the operator wants it. */
  'date',
  /** Numbers that differ only beyond 15 digits are as the operator wants them. */
  'digits',
  /** BinaryEquals compares bytes, not the text for them. */
  'bytes',
  /** An IPv6 address without a prefix has the prefix /32. */
  'prefix',
  /** Bool takes a policy variable, and it is as the operator wants it. */
  'variable of Bool',
] as const;
export type Doubt = (typeof DOUBTS)[number];

export type DoubtOf = (about: Doubt) => boolean;

/** The one or the other, and a doubt only if they differ. */
export function choice(doubt: DoubtOf, about: Doubt, without: boolean, within: boolean): boolean {
  return without === within ? without : doubt(about) === within;
}
