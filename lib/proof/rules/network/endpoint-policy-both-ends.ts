import { type ConditionText, mayAllow, type PolicyDocument, type StatementText } from '../../access';
import { isSymbol, text } from '../../template';
import type { Rule } from '../rule';
import { property, withoutSymbols } from '../shared/properties';
import { few, seenIn, statements } from '../shared/statements';

export const endpointPolicyBothEnds: Rule = {
  id: 'endpoint-policy-both-ends',
  severity: 'error',
  why: 'The endpoint accepts credentials of another account, or requests to resources of another account. Both can carry data out of a closed network.',
  fix: 'Limit the principal (aws:PrincipalAccount or aws:PrincipalOrgID) and the resource (aws:ResourceAccount or aws:ResourceOrgID). Put unsigned requests in a separate statement that limits the resource.',
  source: 'AWS Whitepaper: Building a Data Perimeter on AWS: VPC endpoint policies',
  *find(evidence) {
    for (const { document, statement } of statements(evidence, ({ kind }) => kind === 'endpoint')) {
      if (!statement.isAllow || isForAws(statement)) continue;
      if (namesRootUser(document, statement)) {
        const message =
          'names an account, which on a gateway endpoint means only its root user: write Principal * and a condition on aws:PrincipalAccount';
        yield seenIn(document, statement, message, { severity: 'warning' });
      }
      const open = [
        ...(isUnsigned(statement) || isPrincipalBound(document, statement) ? [] : ['the principal']),
        ...(isResourceBound(document, statement) ? [] : ['the resource']),
      ];
      if (open.length > 0)
        yield seenIn(document, statement, `allows ${few(textOf(statement))} but does not limit ${open.join(' or ')}`);
    }
  },
};

/** Requests without a signature: a web identity or a bearer token proves the caller, and a public object needs no proof. */
const UNSIGNED = /^(?:execute-api:Invoke|sts:AssumeRoleWith(?:WebIdentity|SAML)|s3:GetObject)$/i;

/** Buckets of AWS that workloads in a VPC need: responses of custom resources, image layers, packages, agents. */
const OF_AWS =
  /^arn:[^:]*:s3:::(?:cloudformation-(?:custom-resource-response|waitcondition)-|prod-[^/*?]*-starport-layer-bucket|(?:amazonlinux|al2023-repos|packages|repo)[.-]|aws-(?:ssm|windows-downloads|codedeploy)-|amazon-ssm-|patch-baseline-snapshot-)/;

const PRINCIPAL = /^aws:Principal(?:Arn|Account|OrgID|OrgPaths)$/i;
const RESOURCE = /^(?:aws:Resource(?:Account|OrgID|OrgPaths)|s3:ResourceAccount)$/i;

function textOf({ actions, notActions }: StatementText): readonly string[] {
  return actions.length > 0 ? actions : [`everything except ${few(notActions)}`];
}

function isUnsigned({ actions }: StatementText): boolean {
  return actions.length > 0 && actions.every((action) => UNSIGNED.test(action));
}

/** For buckets of AWS only, or for requests that an AWS service makes with its own service principal. */
function isForAws({ resources, conditions }: StatementText): boolean {
  if (resources.length > 0 && resources.every((one) => OF_AWS.test(withoutSymbols(one)))) return true;
  return conditions.some(
    ({ key, operator, ifExists, values }) =>
      key.toLowerCase() === 'aws:principalisawsservice' &&
      operator === 'Bool' &&
      !ifExists &&
      values.every((one) => one === 'true'),
  );
}

function isPrincipalBound(document: PolicyDocument, statement: StatementText): boolean {
  const { principals, notPrincipals } = statement;
  const areNamed = principals.length > 0 && notPrincipals.length === 0 && principals.every(({ value }) => !/[*?]/.test(value));
  return areNamed || isBoundBy(document, statement, PRINCIPAL);
}

function isResourceBound(document: PolicyDocument, statement: StatementText): boolean {
  const { resources, notResources } = statement;
  const areNamed = resources.length > 0 && notResources.length === 0 && resources.every(namesOwner);
  return areNamed || isBoundBy(document, statement, RESOURCE);
}

/** A bucket with its whole name, or an ARN with an account. */
function namesOwner(written: string): boolean {
  // A parameter: whoever deploys the stack names a resource.
  if (isSymbol(written)) return true;
  const [, , service, , account = '', name = ''] = withoutSymbols(written).split(':');
  if (service === 's3' && account === '') return name !== '' && !/[*?]/.test(name.split('/')[0] ?? '');
  return account !== '' && !/[*?]/.test(account);
}

/** By its own condition, or by a Deny statement for every other value. */
function isBoundBy({ statements: all }: PolicyDocument, statement: StatementText, key: RegExp): boolean {
  if (statement.conditions.some((one) => key.test(one.key) && isBinding(one))) return true;
  const denies = (deny: StatementText) =>
    !deny.isAllow &&
    deny.principals.some(({ value }) => value === '*') &&
    deny.resources.includes('*') &&
    deny.conditions.length === 1 &&
    deny.conditions.some((one) => key.test(one.key) && isDenyingOthers(one)) &&
    statement.actions.length > 0 &&
    statement.actions.every((action) => mayAllow(deny, action));
  return all.some(denies);
}

function isBinding({ operator, ifExists, set, values }: ConditionText): boolean {
  return (
    !ifExists &&
    set !== 'ForAllValues' &&
    /^(?:String(?:Equals|EqualsIgnoreCase|Like)|Arn(?:Equals|Like))$/.test(operator) &&
    values.length > 0 &&
    values.every((value) => !/^[*?]+$|^arn:[^:]*:iam::[*?]+:/.test(withoutSymbols(value)))
  );
}

/** Also with IfExists: a negated operator is true if the request does not have the key. */
function isDenyingOthers({ operator, set, values }: ConditionText): boolean {
  return set !== 'ForAnyValue' && /^(?:String|Arn)Not(?:Equals|Like)/.test(operator) && !values.includes('*');
}

function namesRootUser({ holder }: PolicyDocument, { principals }: StatementText): boolean {
  if ((text(property(holder, 'VpcEndpointType')) ?? 'Gateway') !== 'Gateway') return false;
  return principals.some(({ kind, value }) => kind === 'AWS' && /:root$|^\d{12}$|^known-later$/.test(withoutSymbols(value)));
}
