// The grants of a key under implicit deny: each of them names one principal, or the roles on one path, and what it may do.

import * as iam from 'aws-cdk-lib/aws-iam';
import { App, Lazy, Stack } from 'aws-cdk-lib/core';
import { needs, seen } from '../common/needs';
import { needsNoAdministrator } from './key-administrators';
import { byRolePath, type KeyPrincipal, keyPrincipalOf } from './key-principal';
import {
  ENVELOPE_ACTIONS,
  tableAccess,
  tableBackups,
  tableRestores,
  tenantEnvelopeConditions,
  USE_ACTIONS,
  use,
  viaService,
} from './key-statements';
import type { ServiceKey } from './service-key';

/**
 * The grants of a `ServiceKey`. Each grant writes both the identity policy and the key policy. The Sid in the key policy is the name of
 * the grant and the path of the grantee.
 */
export class ServiceKeyUses {
  /** The grantee of each Sid. */
  private readonly sids = new Map<string, string>();
  private readonly tableUsersOfOtherStacks: string[] = [];
  private readonly rolesByPath = { tables: new Set<string>(), backups: new Set<string>(), restores: new Set<string>() };

  /**
   * The key calls this constructor. Use `ServiceKey.uses` instead.
   */
  public constructor(private readonly key: ServiceKey) {}

  /**
   * Grants exactly these actions, for direct calls to KMS. Sid `Use<actions><grantee>`.
   *
   * Throws for an action that does not use the key.
   */
  public actions(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    // CDK's L2 constructs pass wildcards, such as kms:ReEncrypt*. The policy names the actions.
    const exact = [...new Set(actions.flatMap((action) => WILDCARDS[action] ?? [action]))];
    needs(
      exact.length > 0 && exact.every((action) => USE_ACTIONS.includes(action)),
      this.key,
      `cannot grant ${seen(actions)}`,
      `operations that use the key: ${[...USE_ACTIONS, ...Object.keys(WILDCARDS)].join(', ')}`,
      'pass only these operations; give roles that manage the key as `administrators`',
    );
    const sid = this.newSid(`Use${exact.map((action) => action.slice('kms:'.length)).join('')}`, grantee);
    if (sid !== undefined) this.key.addToResourcePolicy(use(sid, this.userOf(grantee), exact));
    return this.identitySide(grantee, exact);
  }

  /**
   * Lets the grantee read and write DynamoDB tables that this key encrypts: DynamoDB decrypts with the caller's permissions.
   *
   * Sid `Tables<grantee>`. Roles of other stacks share one statement, `TablesOfOtherStacks`, because a key policy has a limit of 32 KB.
   */
  public tables(grantee: iam.IGrantable): iam.Grant {
    const stack = Stack.of(this.key);
    const principal = this.userOf(grantee);
    if (principal.roleArn !== undefined) {
      if (this.tableUsersOfOtherStacks.push(principal.roleArn) === 1) {
        // Not cached: it is resolved as soon as the statement is judged, when the list has one member.
        const users = Lazy.uncachedAny({ produce: () => [...new Set(this.tableUsersOfOtherStacks)] });
        const conditions = { ArnEquals: { 'aws:PrincipalArn': users } };
        this.key.addToResourcePolicy(tableAccess(stack, 'TablesOfOtherStacks', { ...principal, conditions }));
      }
    } else {
      const sid = this.newSid('Tables', grantee);
      if (sid !== undefined) this.key.addToResourcePolicy(tableAccess(stack, sid, principal));
    }
    return this.identitySide(grantee, ['kms:Decrypt'], { StringEquals: { 'kms:ViaService': viaService(stack, 'dynamodb') } });
  }

  /**
   * Grants envelope encryption in a session that is bound to one tenant. The encryption context must name this service and the
   * session's tenant. Sid `TenantEnvelope<grantee>`.
   */
  public tenantEnvelope(grantee: iam.IGrantable): iam.Grant {
    const conditions = tenantEnvelopeConditions(this.key.serviceName);
    const sid = this.newSid('TenantEnvelope', grantee);
    if (sid !== undefined) this.key.addToResourcePolicy(use(sid, this.userOf(grantee), ENVELOPE_ACTIONS, conditions));
    return this.identitySide(grantee, ENVELOPE_ACTIONS, conditions);
  }

  /**
   * @internal Lets every role whose ARN matches a pattern read, back up or restore tables under the key. The identity policy of the role must
   * allow it too.
   */
  public _rolesByPath(use: 'tables' | 'backups' | 'restores', patterns: readonly string[]): void {
    const known = this.rolesByPath[use];
    const isFirst = known.size === 0;
    for (const pattern of patterns) known.add(pattern);
    if (!isFirst || known.size === 0) return;
    const stack = Stack.of(this.key);
    // Complete once the whole app is built.
    const principal = byRolePath(Lazy.any({ produce: () => [...known] }));
    const statements = {
      tables: () => [tableAccess(stack, 'TablesOfTenantDataRoles', principal)],
      backups: () => [tableBackups(stack, principal)],
      restores: () => tableRestores(stack, principal),
    };
    this.key._addOwnStatements(statements[use]());
  }

  private userOf(grantee: iam.IGrantable): KeyPrincipal {
    needsNoAdministrator(this.key, this.key._administrators, grantee);
    return keyPrincipalOf(this.key, grantee);
  }

  private identitySide(
    grantee: iam.IGrantable,
    actions: string[],
    conditions?: { [operator: string]: { [key: string]: unknown } },
  ): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.key.keyArn], conditions });
  }

  /** A Sid of this family for the grantee, or undefined if the policy has the grantee's statement already. */
  private newSid(family: string, grantee: iam.IGrantable): string | undefined {
    const principal = grantee.grantPrincipal as Partial<iam.IRole>;
    const path = principal.node?.scopes.filter((scope) => !App.isApp(scope)).map((scope) => scope.node.id) ?? ['Given'];
    const whose =
      principal.node?.path ?? JSON.stringify(Stack.of(this.key).resolve(grantee.grantPrincipal.policyFragment.principalJson));
    const base = family + path.join('').replace(/[^A-Za-z0-9]/g, '');
    // Two paths can yield the same letters.
    for (let sid = base, again = 2; ; sid = `${base}${again++}`) {
      const owner = this.sids.get(sid);
      if (owner === whose) return undefined;
      if (owner !== undefined) continue;
      this.sids.set(sid, whose);
      return sid;
    }
  }
}

const WILDCARDS: { readonly [pattern: string]: readonly string[] } = {
  'kms:GenerateDataKey*': ['kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext'],
  'kms:ReEncrypt*': ['kms:ReEncryptFrom', 'kms:ReEncryptTo'],
};
