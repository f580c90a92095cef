// The local form of a finished app. The AWS form is the product. Only this code leaves out or rewrites what a local AWS does not support,
// and it warns about each change. It sees only CloudFormation resources, never the constructs of this library.

import { AspectPriority, Aspects, CfnElement, type IAspect, Stack, Stage, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { threeParts } from '../../contract';
import { type Change, LOCAL_CHANGE } from './definition';
import { LOCAL_ACCOUNT, loopbackOrigin, needsLocalAccount } from './loopback';
import { needsOutputDirectory } from './output-directory';
import { LocalPlan, type Outcome, type Reason, type Rendering, renderBy, renderedBy } from './plan';

/**
 * Properties of a `LocalCloud`.
 */
export interface LocalCloudProps {
  /**
   * Endpoint of the local AWS: an https URL with a loopback address and a port, such as `https://127.0.0.1:4566`.
   */
  readonly endpoint: string;
}

/**
 * One difference from the AWS form.
 */
export interface LocalChange {
  /** Path of the construct. */
  readonly path: string;

  /** What is left out or rewritten, or what the local AWS does differently, and the reason. */
  readonly change: string;
}

/** Type of the metadata entries of a cloud assembly that name the differences from the AWS form. */
const LOCAL_CHANGE_METADATA = 'bulkhead:local-change';

/** Member of a template's `Metadata`. By it the proof recognises the local form. */
const LOCAL_FORM_METADATA = 'bulkhead:local-form';

/**
 * Makes an app deployable to a local AWS. Apply it to the finished app, and never to an app that you deploy to AWS.
 */
export class LocalCloud implements IAspect {
  /**
   * Rewrites everything below `scope` for the local AWS at this endpoint, including the stages below `scope`.
   *
   * Throws if the endpoint is not an https URL with a loopback address, or if the app is for another account than 000000000000. Throws if
   * the app writes into `cdk.out`, where the AWS form is: add `--output cdk.out.local` to the cdk command.
   */
  public static applyTo(scope: IConstruct, props: LocalCloudProps): LocalCloud {
    const localCloud = new LocalCloud(props);
    // The CDK CLI sets it to the account of its credentials. It deploys an app without an account there.
    const deployed = process.env.CDK_DEFAULT_ACCOUNT;
    if (deployed !== undefined) needsLocalAccount('the CDK CLI (CDK_DEFAULT_ACCOUNT)', deployed);
    needsOutputDirectory(scope);
    // CDK does not apply an aspect inside of a stage.
    const stages = scope.node.findAll().filter((construct) => construct !== scope && Stage.isStage(construct));
    // After every aspect that changes something.
    for (const root of [scope, ...stages]) Aspects.of(root).add(localCloud, { priority: AspectPriority.READONLY });
    return localCloud;
  }

  /**
   * The differences from the AWS form, by stage, in the order of the construct tree. The list is complete after synthesis.
   */
  public readonly changes: LocalChange[] = [];

  private readonly endpoint: string;
  private readonly visited = new Set<IConstruct>();
  private readonly rendered = new Map<CfnElement, () => Rendering>();
  /** Undefined while the plan is made: an element may render another element to make its logical id. */
  private readonly plans = new Map<IConstruct, LocalPlan | undefined>();
  private readonly toldOf = new Set<string>();

  private constructor(props: LocalCloudProps) {
    this.endpoint = loopbackOrigin(props?.endpoint);
  }

  /**
   * CDK calls this for each construct. Call `LocalCloud.applyTo` instead.
   */
  public visit(node: IConstruct): void {
    if (this.visited.has(node)) return;
    this.visited.add(node);
    if (Stack.isStack(node)) needsLocalAccount(node.node.path, node.account);
    if (!CfnElement.isCfnElement(node)) return;
    Stack.of(node).addMetadata(
      LOCAL_FORM_METADATA,
      'made by LocalCloud of cdk-bulkhead for a local AWS: do not deploy it to AWS',
    );
    const rendered = renderedBy(node);
    this.rendered.set(node, rendered);
    renderBy(node, () => this.planOf(node)?.render(node, rendered) ?? rendered());
  }

  private planOf(node: CfnElement): LocalPlan | undefined {
    const stage = Stage.of(node) ?? node.node.root;
    if (!this.plans.has(stage)) {
      this.plans.set(stage, undefined);
      this.plans.set(stage, this.newPlan(stage));
    }
    return this.plans.get(stage);
  }

  private newPlan(stage: IConstruct): LocalPlan {
    try {
      const plan = new LocalPlan(stage, this.rendered, { endpoint: this.endpoint, account: LOCAL_ACCOUNT });
      for (const outcome of plan.outcomes) this.tell(outcome);
      return plan;
    } catch (error) {
      // The next synthesis must fail too. It must not pass without a plan.
      this.plans.delete(stage);
      throw error;
    }
  }

  private tell({ element, type, leftOut, isNotHeld, changes }: Outcome): void {
    if (leftOut !== undefined) this.tellOfLeftOut(element, type, leftOut);
    if (isNotHeld) {
      const id = `${LOCAL_CHANGE}-not-held`;
      const text = `the local AWS does not support ${type} and refuses the template`;
      this.note(element, `${text}. Create this resource only when you deploy to AWS`);
      Validations.of(element).addWarning(
        id,
        threeParts(
          `local form only: ${text}`,
          'only resources that the local AWS supports',
          'create this resource only when endpoint is undefined: if (endpoint === undefined) { … }',
        ),
      );
    }
    for (const change of changes) this.tellOf(element, change);
  }

  /** One warning for all resources of one type in a stack. */
  private tellOfLeftOut(element: CfnElement, type: string, { text, isOfType }: Reason): void {
    if (!isOfType) {
      this.tellOf(element, { id: LOCAL_CHANGE, text: `left out: ${text}` });
      return;
    }
    this.note(element, `left out: ${text}`);
    const stack = Stack.of(element);
    const told = `${stack.node.path} ${type}`;
    if (this.toldOf.has(told)) return;
    this.toldOf.add(told);
    Validations.of(stack).addWarning(
      `${LOCAL_CHANGE}-${type.replace(/:+/g, '-')}`,
      `local form only: LocalCloud leaves out every ${type}, because the local AWS does not support this type`,
    );
  }

  private tellOf(element: CfnElement, { id, text }: Change): void {
    this.note(element, text);
    Validations.of(element).addWarning(id, `local form only: ${text}`);
  }

  /** In the list, and in the metadata of the construct in the cloud assembly. */
  private note(element: CfnElement, change: string): void {
    this.changes.push({ path: element.node.path, change });
    element.node.addMetadata(LOCAL_CHANGE_METADATA, change);
  }
}
