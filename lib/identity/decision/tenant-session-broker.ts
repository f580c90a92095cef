// The session broker of a service: the only way from a request to its tenant's data. It is handed the token of the request,
// decides about it with an allow-list of its own, and assumes the tenant role for the tenant that was signed.

import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { ENVIRONMENT, isIssuer } from '../../../contract';
import { acknowledge } from '../../common/acknowledge';
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
   * Name of the service whose broker this is: the audience of the tokens it takes. Tokens this service issued itself are refused.
   */
  readonly serviceName: string;

  /**
   * Issuers whose tokens it takes: the same as the authorizer's.
   */
  readonly callers: string[];

  /**
   * The authorizer of the service's API. The broker then takes the tokens of its methods' callers, too: it is shown a token and no route,
   * so that a caller of any method is one of every session.
   *
   * @default - `callers` alone
   */
  readonly authorizer?: AsapAuthorizer;

  /**
   * Where callers' public keys are read.
   */
  readonly keyRepository: AsapKeyRepository;

  /**
   * Where tenants are looked up.
   */
  readonly tenants: TenantContextService;

  /**
   * The role it assumes. Nobody else may.
   */
  readonly tenantRole: TenantRole;

  /**
   * Key of the broker's log group.
   */
  readonly logsKey: ServiceKey;
}

/**
 * The session broker function of one service. It is shown a token and no route: it takes the tokens of all that may call any method.
 */
export class TenantSessionBroker extends DecisionPoint {
  /**
   * The broker. It takes exactly `{ token }`.
   */
  public readonly function: lambda.IFunction;

  /** @internal */
  protected readonly _decisions: DecisionSource;

  private caller: iam.IGrantable | undefined;

  /**
   * Creates the broker, and makes it the one that the tenant role trusts.
   */
  public constructor(scope: Construct, id: string, props: TenantSessionBrokerProps) {
    super(scope, id);
    needsProperties(this.node.path, props, TENANT_SESSION_BROKER_PROPERTIES);
    needs(
      isIssuer(props.serviceName),
      this,
      `serviceName is ${seen(props.serviceName)}, expected segments of [A-Za-z0-9_.+-] joined by "/"`,
    );
    const { serviceName, callers, keyRepository, authorizer } = props;
    needs(
      authorizer === undefined || authorizer._serviceName === serviceName,
      this,
      `authorizer is that of ${seen(authorizer?._serviceName)}, expected the one in front of ${seen(serviceName)}`,
    );
    const tenantRole = props.tenantRole.role;
    const methodRules = authorizer?._methodRules ?? new MethodRules({ scope: this, serviceName, callers, keyRepository });
    // The authorizer warns of the list that both have.
    if (authorizer === undefined) warnWithoutCallers(this, () => methodRules.allCallers);
    const broker = new DecisionFunction(this, 'Broker', {
      ...props,
      kind: 'session-broker',
      methodRules,
      settings: runtimeSettings(this, props),
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
    props.tenantRole._trustBroker(broker.role);
    acknowledge(broker.role, {
      // The proof names the role by its resource.
      id: `TenantIsolation::tenant-data-access[via-${tenantRole.node.path}/Resource]`,
      reason:
        'the one role that may name a tenant: its code tags a session only with the tenant of a token that it has verified itself, ' +
        'and nobody but the service’s function and the deployment may invoke or change it',
    });
  }

  /**
   * Lets a role ask for sessions. It belongs to the service's function and to nobody else: called once.
   */
  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    needs(
      this.caller === undefined,
      this,
      'a role may invoke this broker already: who else holds a token of this service could read its tenant’s data. Make a TenantSessionBroker for each service',
    );
    this.caller = grantee;
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [this.function.functionArn],
    });
  }
}
