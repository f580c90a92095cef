// The session broker of a service: only through it does a request reach its tenant's data. It receives the token of the request, decides
// with its own allow-list, and assumes the tenant role for the tenant that the token names.

import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ENVIRONMENT, type RuntimeSettings, threeParts } from '../../../contract';
import { acknowledge } from '../../common/acknowledge';
import { needsIssuerName } from '../../common/issuer-name';
import { needs, seen } from '../../common/needs';
import { needsProperties } from '../../common/properties';
import type { ServiceKey } from '../../encryption';
import type { NetworkPlacementProps } from '../../network';
import type { TenantContextService, TenantRole } from '../../tenancy';
import type { AsapKeyRepository } from '../keys/asap-key-repository';
import { TENANT_SESSION_BROKER_PROPERTIES } from '../properties';
import type { AsapAuthorizer } from './asap-authorizer';
import { warnWithoutCallers } from './callers';
import { DecisionFunction, type DecisionSettings, runtimeSettings } from './decision-function';
import { DecisionPoint, type DecisionSource } from './decision-point';
import { MethodRules } from './method-rules';

/**
 * Properties of a `TenantSessionBroker`.
 */
export interface TenantSessionBrokerProps extends DecisionSettings, NetworkPlacementProps {
  /**
   * Name of the service that has this broker. The broker accepts only tokens with this audience (`aud`). It refuses tokens that the
   * service itself issued.
   */
  readonly serviceName: string;

  /**
   * Issuers whose tokens the broker accepts. Give the same list as to the authorizer.
   */
  readonly callers: string[];

  /**
   * The authorizer of the service's API. The broker then also accepts the tokens of the callers that `allow` names. The broker sees a
   * token, not a route, so a caller of one method can get a session.
   *
   * @default - the broker accepts only tokens of `callers`
   */
  readonly authorizer?: AsapAuthorizer;

  /**
   * The key repository in which the broker reads its callers' public keys.
   */
  readonly keyRepository: AsapKeyRepository;

  /**
   * The service in which the broker looks tenants up.
   */
  readonly tenants: TenantContextService;

  /**
   * The role that the broker assumes. Nobody else may assume it.
   */
  readonly tenantRole: TenantRole;

  /**
   * Key of the broker's log group.
   */
  readonly logsKey: ServiceKey;

  /**
   * How many executions of the broker's function Lambda reserves, and allows at most, at the same time. A whole number of 1 or more.
   *
   * It is not in the pool that all functions of the account share in the Region (1,000 by default). Lambda always keeps 100 of the quota
   * unreserved. docs/aws.md has the arithmetic.
   *
   * Throws for 0, because 0 stops the function.
   *
   * @default - none: the function shares the pool of the account
   */
  readonly reservedConcurrentExecutions?: number;
}

/**
 * The session broker of one service: a function that exchanges a request's token for a session that is bound to the token's tenant.
 *
 * The broker decides about every token. It then hands out the session that it holds for the same tenant and caller, if more than
 * `handlerTimeout` is left of it. Otherwise it gets a new session from AWS STS.
 *
 * The broker sees a token, not a route. It accepts the tokens of every issuer that may call at least one method.
 */
export class TenantSessionBroker extends DecisionPoint {
  /**
   * The broker's function. Its event is exactly `{ token }`.
   */
  public readonly function: lambda.IFunction;

  /** @internal */
  protected readonly _decisions: DecisionSource;

  private caller: iam.IGrantable | undefined;

  /**
   * Creates the broker. The tenant role then trusts this broker and no other.
   *
   * Throws if a property has the wrong form, if the key repository does not list a caller, if `authorizer` belongs to another service, or
   * if the tenant role has a broker already.
   */
  public constructor(scope: Construct, id: string, props: TenantSessionBrokerProps) {
    super(scope, id);
    needsProperties(this.node.path, props, TENANT_SESSION_BROKER_PROPERTIES);
    needsIssuerName(this, 'serviceName', props.serviceName);
    const { serviceName, callers, keyRepository, authorizer } = props;
    needs(
      authorizer === undefined || authorizer._serviceName === serviceName,
      this,
      `authorizer belongs to the service ${seen(authorizer?._serviceName)}`,
      `the authorizer of the service ${seen(serviceName)}`,
      `pass the AsapAuthorizer whose serviceName is ${seen(serviceName)}, or leave \`authorizer\` out`,
    );
    const tenantRole = props.tenantRole.role;
    const methodRules = authorizer?._methodRules ?? new MethodRules({ scope: this, serviceName, callers, keyRepository });
    // With an authorizer, the authorizer warns about the list that both share.
    if (authorizer === undefined) warnWithoutCallers(this, () => methodRules.allCallers);
    const settings = runtimeSettings(this, props);
    this.warnWithoutReuse(settings);
    const broker = new DecisionFunction(this, 'Broker', {
      ...props,
      kind: 'session-broker',
      methodRules,
      settings,
      environment: { [ENVIRONMENT.tenantRole]: tenantRole.roleArn },
    });
    this.function = broker.function;
    this._decisions = { serviceName, by: 'session-broker', function: broker.function };
    broker.role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        sid: 'AssumeTenantRole',
        actions: ['sts:AssumeRole', 'sts:TagSession'],
        resources: [tenantRole.roleArn],
      }),
    );
    broker.bindToCode(['sts:AssumeRole', 'sts:TagSession']);
    props.tenantRole._trustBroker(broker.role);
    acknowledge(broker.role, {
      // The proof names the role by its resource.
      id: `TenantIsolation::tenant-data-access[via-${tenantRole.node.path}/Resource]`,
      reason:
        'the one role that may name a tenant: its code tags a session only with the tenant of a token that it has verified itself, ' +
        'and only the service’s function may invoke it, and only the deployment may change it',
    });
  }

  /** A session must outlast the request that gets it: one that lives no longer than a request serves no second one. */
  private warnWithoutReuse({ sessionLifetimeSeconds, handlerTimeoutSeconds }: RuntimeSettings): void {
    if (sessionLifetimeSeconds > handlerTimeoutSeconds) return;
    Validations.of(this).addWarning(
      'cdk-bulkhead:no-session-reuse',
      threeParts(
        `sessionLifetime is ${sessionLifetimeSeconds} seconds, and a request may run for ${handlerTimeoutSeconds} seconds: every ` +
          'request needs a session of its own (sts:AssumeRole, 600 a second by default for the account and Region)',
        `more than ${handlerTimeoutSeconds} seconds: the broker then hands a session to later requests of the same tenant and caller`,
        'set a longer sessionLifetime or a shorter timeout, or write ' +
          "`Validations.of(scope).acknowledge({ id: 'cdk-bulkhead:no-session-reuse', reason: '…' })`",
      ),
    );
  }

  /**
   * Lets the role of the service's function get sessions. A second call throws: another principal with a token for this service could
   * read the tenant data.
   */
  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    needs(
      this.caller === undefined,
      this,
      'grantInvoke is called a second time: another role may already invoke this broker',
      'one role, the role of the service’s function: another principal with a token for this service could read the tenant data',
      'make a TenantSessionBroker for each service',
    );
    this.caller = grantee;
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [this.function.functionArn],
    });
  }
}
