// Roles that every principal of another account may assume.
import { document, named, type Row, role, template } from '../builders';

const OTHER = '999999999999';
const trusting = (more: object) =>
  template(role('Role', { AssumeRolePolicyDocument: document({ Effect: 'Allow', Action: 'sts:AssumeRole', ...more }) }));
const other = (resource: string) => named(`arn:aws:iam::${OTHER}:${resource}`);
const demanding = (operator: string, key: string, value: string) => ({ Condition: { [operator]: { [key]: value } } });
const whole = (title: string, bad: object, good: object): Row => ({
  rule: 'trust-policy-whole-account',
  title,
  bad: trusting(bad),
  good: trusting(good),
});

export const TRUST_POLICY_WHOLE_ACCOUNT: readonly Row[] = [
  whole('by its root user’s ARN', other('root'), other('role/reader')),
  whole('by its number', named(OTHER), { ...named(OTHER), ...demanding('StringEquals', 'sts:ExternalId', 'abc') }),
  whole(
    'by a condition on everybody’s account',
    { Principal: '*', ...demanding('StringEquals', 'aws:PrincipalAccount', OTHER) },
    { Principal: '*', ...demanding('StringEquals', 'aws:PrincipalOrgID', 'o-planted') },
  ),
  whole(
    'by a pattern of all its roles',
    { ...other('root'), ...demanding('ArnLike', 'aws:PrincipalArn', `arn:aws:iam::${OTHER}:role/*`) },
    { ...other('root'), ...demanding('ArnLike', 'aws:PrincipalArn', `arn:aws:iam::${OTHER}:role/reader-*`) },
  ),
  whole(
    'with an external id that may be any',
    { ...other('root'), ...demanding('StringLike', 'sts:ExternalId', '*') },
    { ...other('root'), ...demanding('StringLike', 'sts:ExternalId', 'abc') },
  ),
];
