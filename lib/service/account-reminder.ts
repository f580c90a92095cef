// Warns about an app with APIs but without the account's logging role. API Gateway then refuses a stage that logs, late in the deployment.

import { AspectPriority, Aspects, CfnResource, type IAspect, Stage } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { threeParts } from '../../contract';
import { warnLate } from '../common/late-warning';

const ID = 'cdk-bulkhead:no-api-gateway-account';

/** Examines the finished app once. */
export class AccountReminder implements IAspect {
  /** Warns at this API, or at the first one of the app, if the app makes no `AWS::ApiGateway::Account`. */
  public static about(api: IConstruct): void {
    // CDK synthesises each stage of an app alone. An aspect of the app adds its warnings to a stage too late.
    const stage = Stage.of(api);
    if (stage === undefined) return;
    if (!hasReminder(stage)) Aspects.of(stage).add(new AccountReminder(stage, api), { priority: AspectPriority.READONLY });
  }

  private constructor(
    private readonly stage: IConstruct,
    private readonly api: IConstruct,
  ) {}

  public visit(node: IConstruct): void {
    if (node !== this.stage || hasAccount(node.node.root) || this.isSaidElsewhere()) return;
    warnLate(
      this.api,
      ID,
      threeParts(
        'no stack of this app has an AWS::ApiGateway::Account',
        'the role with which API Gateway writes logs; without this role the deployment of the stage fails (“CloudWatch Logs role ARN must be set in account settings”)',
        `add \`new ApiGatewayAccount(stack, 'ApiGateway')\` once per account and Region; if another app sets the role, write \`Validations.of(app).acknowledge({ id: '${ID}', reason: '…' })\``,
      ),
    );
  }

  /** Only the first stage of an app warns. */
  private isSaidElsewhere(): boolean {
    const first = this.stage.node.root.node.findAll().find((node) => Stage.isStage(node) && hasReminder(node));
    return first !== this.stage;
  }
}

function hasReminder(stage: IConstruct): boolean {
  return Aspects.of(stage).all.some((aspect) => aspect instanceof AccountReminder);
}

function hasAccount(root: IConstruct): boolean {
  return root.node
    .findAll()
    .some((node) => CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::ApiGateway::Account');
}
