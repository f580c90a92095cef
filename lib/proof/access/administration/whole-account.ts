// What somebody may do to an account as a whole: read every store, take over every role, or pass every role. It is asked on names that
// nobody has given: a statement that allows an action there allows it on every name.

import type { Policy } from '../../iam';
import { arnComponents, fresh, isObject, isSymbolic, type Json, list, own, type Resource } from '../../template';
import type { Access } from '../access';
import type { Identity } from '../identities/identity';
import { statementTexts } from '../policies/statement-text';
import { arnBeside } from './edge';
import { RUNS_OF_ITS_CHOICE } from './takes-a-role';

/** Actions that read tenants' data, by the end of an ARN of the service. */
const STORES: readonly (readonly [action: string, service: string, end: string])[] = [
  ['dynamodb:GetItem', 'dynamodb', `table/${fresh('table')}`],
  ['s3:GetObject', 's3', `${fresh('bucket')}/${fresh('object')}`],
  ['sqs:ReceiveMessage', 'sqs', fresh('queue')],
  ['kinesis:GetRecords', 'kinesis', `stream/${fresh('stream')}`],
  ['secretsmanager:GetSecretValue', 'secretsmanager', `secret:${fresh('secret')}`],
  ['rds-data:ExecuteStatement', 'rds', `cluster:${fresh('cluster')}`],
  ['es:ESHttpGet', 'es', `domain/${fresh('domain')}/${fresh('index')}`],
  ['logs:GetLogEvents', 'logs', `log-group:${fresh('log group')}:log-stream:${fresh('log stream')}`],
];

/** Rights over all of a kind, each of which is enough (IAM User Guide: Policies and permissions; Principal Mapper: edges). */
const OVER_ALL: readonly (readonly [can: string, kind: string, actions: readonly string[]])[] = [
  ['become any role of the account', 'role/', ['iam:PutRolePolicy', 'iam:AttachRolePolicy', 'iam:UpdateAssumeRolePolicy']],
  [
    'become any user of the account',
    'user/',
    ['iam:PutUserPolicy', 'iam:AttachUserPolicy', 'iam:CreateAccessKey', 'iam:CreateLoginProfile', 'iam:UpdateLoginProfile'],
  ],
  ['change what any group may do', 'group/', ['iam:PutGroupPolicy', 'iam:AttachGroupPolicy', 'iam:AddUserToGroup']],
  ['change what any managed policy of the account allows', 'policy/', ['iam:CreatePolicyVersion']],
];

const EVERY_RIGHT: readonly string[] = OVER_ALL.flatMap(([, , actions]) => actions);

const PASS = ['iam:PassRole'] as const;

export interface Passing {
  /** What runs as the role: `lambda:CreateFunction`. */
  readonly action: string;
  readonly because: string;
}

export class WholeAccount {
  private readonly granting = new Map<Identity, Identity>();

  public constructor(private readonly access: Access) {}

  /** What of an account somebody can do, a clause each: `become any role of the account`. */
  public takesOver(identity: Identity): readonly string[] {
    const resource = placeOf(identity);
    if (resource === undefined || this.access.allowable(identity, undefined, EVERY_RIGHT).size === 0) return [];
    const beginning = arnBeside(this.access, resource, 'iam', true);
    const found = OVER_ALL.filter(([, kind, actions]) =>
      actions.some((action) => this.lets(identity, action, `${beginning}${kind}${fresh('name')}`)),
    );
    // Who can become any role needs nothing more.
    return (found[0] === OVER_ALL[0] ? found.slice(0, 1) : found).map(([can]) => can);
  }

  /** Which stores somebody can read, whatever their names; a clause: `read all tenant data`. */
  public reads(identity: Identity): { readonly told: string; readonly isMost: boolean } {
    const resource = placeOf(identity);
    const found = STORES.filter(([action, service, end]) => {
      if (resource === undefined) return false;
      // ARNs of objects have neither Region nor account (Service Authorization Reference: Amazon S3).
      const beginning = arnBeside(this.access, resource, service).replace(/:s3:.*$/s, ':s3:::');
      return this.lets(identity, action, `${beginning}${end}`);
    });
    const services = found.map(([action]) => action.slice(0, action.indexOf(':')));
    const told = found.length === STORES.length ? 'read all tenant data' : `read all tenant data in ${services.join(', ')}`;
    return { told, isMost: 2 * found.length > STORES.length };
  }

  /** How somebody has something of his own making run as any role; undefined if he cannot. */
  public passes(identity: Identity): Passing | undefined {
    const resource = placeOf(identity);
    if (resource === undefined || this.access.allowable(identity, undefined, PASS).size === 0) return undefined;
    const arn = `${arnBeside(this.access, resource, 'iam', true)}role/${fresh('name')}`;
    if (!this.lets(identity, PASS[0], arn)) return undefined;
    const runs = this.access.allowable(identity, undefined, RUNS_OF_ITS_CHOICE);
    for (const action of RUNS_OF_ITS_CHOICE.filter((one) => runs.has(one))) {
      if (!this.resourcesOf(identity).some((one) => this.lets(identity, action, one))) continue;
      const { because } = this.access.decide(identity, { action: PASS[0], arn });
      return { action, because };
    }
    return undefined;
  }

  /** An identity that has one policy, or one statement of it, and whatever else denies. */
  public with(identity: Identity, policy: Policy, statement?: number): Identity {
    const chosen = statement === undefined ? policy : withStatements(policy, (_one, index) => index === statement);
    const denials = identity.identityPolicies.map((one) => withStatements(one, isDenial));
    return { ...identity, identityPolicies: [chosen, ...denials] };
  }

  /** A statement allows it without a doubt, and nothing denies it without a doubt. */
  private lets(identity: Identity, action: string, arn: string): boolean {
    return [...inPlaces(arn, identity)].some((one) => {
      const asked = { action, arn: one, context: { 'aws:SecureTransport': 'true' } };
      if (this.access.decide(this.grantsOf(identity), asked).effect !== 'Allowed') return false;
      return this.access.decide(identity, asked).effect !== 'Denied';
    });
  }

  private grantsOf(identity: Identity): Identity {
    const known = this.granting.get(identity);
    if (known !== undefined) return known;
    const { boundary: _boundary, ...rest } = identity;
    const made = {
      ...rest,
      identityPolicies: identity.identityPolicies.map((one) => withStatements(one, (statement) => !isDenial(statement))),
    };
    this.granting.set(identity, made);
    return made;
  }

  /** ARNs that its statements name, with names that nobody has given for their wildcards. */
  private resourcesOf({ identityPolicies }: Identity): string[] {
    const written = identityPolicies.flatMap(({ document }) =>
      statementTexts(document).flatMap(({ isAllow, resources }) => (isAllow ? resources : [])),
    );
    return [...new Set(['*', ...written])].map((one) => one.replace(/\*+/g, fresh('name')).replace(/\?/g, 'x'));
  }
}

/** What says in which account and Region somebody is. */
function placeOf({ resource, holder }: Identity): Resource | undefined {
  return resource ?? holder;
}

/**
 * An ARN in the place that the stack says, and in the places that the policies say where the stack does not: the account, Region or
 * partition that they name is most likely the one that they are deployed to.
 */
function inPlaces(arn: string, { identityPolicies }: Identity): Set<string> {
  const [scheme = '', partition = '', service = '', region = '', account = '', resource = ''] = arnComponents(arn) ?? [];
  const known = (own: string, written = '') => (isSymbolic(own) && /^[\w-]+$/.test(written) ? written : own);
  const found = new Set([arn]);
  if (![partition, region, account].some(isSymbolic)) return found;
  for (const text of identityPolicies.flatMap(({ document }) => statementTexts(document).flatMap((one) => one.resources))) {
    const [, itsPartition, , itsRegion, itsAccount] = arnComponents(text) ?? [];
    const place = [known(partition, itsPartition), service, known(region, itsRegion), known(account, itsAccount)];
    found.add([scheme, ...place, resource].join(':'));
  }
  return found;
}

function isDenial(statement: Json): boolean {
  return own(statement, 'Effect') === 'Deny';
}

/** A policy with some of its statements; the policy itself if these are all. */
function withStatements(policy: Policy, isKept: (statement: Json, index: number) => boolean): Policy {
  const { source, document } = policy;
  const all = list(own(document, 'Statement'));
  const kept = all.filter(isKept);
  if (kept.length === all.length || !isObject(document)) return policy;
  return { source, document: { ...document, Statement: kept } };
}
