// The local form of a finished app. The AWS form is the product; this is the one place that leaves out or rewrites what a local
// AWS cannot hold, and it names each thing in a warning. It sees CloudFormation resources only, never our constructs.

import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  AspectPriority,
  Aspects,
  CfnResource,
  type IAspect,
  type IResolveContext,
  Lazy,
  Stack,
  Token,
  Validations,
} from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { localPolicy } from './policy-rewrites';
import { localAddress } from './url-rewrites';

/**
 * Properties of a `LocalCloud`.
 */
export interface LocalCloudProps {
  /**
   * Endpoint of the local AWS: https on a loopback address.
   */
  readonly endpoint: string;
}

/**
 * One thing that differs from the AWS form.
 */
export interface LocalChange {
  /** Path of the construct. */
  readonly path: string;

  /** What was left out or rewritten, and why. */
  readonly change: string;
}

/** Type of the metadata entries of a cloud assembly that say what differs from the AWS form. */
const LOCAL_CHANGE_METADATA = 'bulkhead:local-change';

/** Types that a local AWS refuses. Security groups, routes, subnets and endpoints are made there, though nothing enforces them. */
const NOT_HELD = [/^AWS::EC2::(?:NetworkAcl|NetworkAclEntry|SubnetNetworkAclAssociation|FlowLog)$/, /^AWS::Route53Resolver::/];

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Makes an app deployable to a local AWS. Apply it to the finished app, and to nothing that goes to AWS.
 */
export class LocalCloud implements IAspect {
  /**
   * Rewrites everything below `scope` for the local AWS at this endpoint.
   */
  public static applyTo(scope: IConstruct, props: LocalCloudProps): LocalCloud {
    const localCloud = new LocalCloud(props);
    // The CDK CLI sets it to the account that its credentials are for, which is where an app without an account goes.
    const deployed = process.env.CDK_DEFAULT_ACCOUNT;
    if (deployed !== undefined) needsLocalAccount('the CDK CLI (CDK_DEFAULT_ACCOUNT)', deployed);
    // After every aspect that still changes something.
    Aspects.of(scope).add(localCloud, { priority: AspectPriority.READONLY });
    return localCloud;
  }

  /**
   * What differs from the AWS form, in the order of the tree. Complete after synthesis.
   */
  public readonly changes: LocalChange[] = [];

  private readonly endpoint: string;
  private readonly visited = new Set<IConstruct>();
  private readonly toldOf = new Set<string>();

  private constructor(props: LocalCloudProps) {
    this.endpoint = loopbackOrigin(props?.endpoint);
  }

  public visit(node: IConstruct): void {
    if (this.visited.has(node)) return;
    this.visited.add(node);
    if (Stack.isStack(node)) needsLocalAccount(node.node.path, node.account);
    if (node instanceof CfnResource && NOT_HELD.some((type) => type.test(node.cfnResourceType))) {
      this.leaveOut(node);
    } else if (node instanceof apigateway.CfnRestApi && node.policy !== undefined) {
      const policy = this.policy(node, node.policy);
      node.policy = policy === node.policy ? policy : unlessEmpty(policy);
    } else if (node instanceof kms.CfnKey) {
      node.keyPolicy = this.policy(node, node.keyPolicy);
    } else if (node instanceof iam.CfnManagedPolicy || node instanceof iam.CfnPolicy || node instanceof s3.CfnBucketPolicy) {
      node.policyDocument = this.policy(node, node.policyDocument);
    } else if (node instanceof lambda.CfnFunction && node.environment !== undefined) {
      node.environment = this.environment(node, node.environment);
    } else if (node instanceof apigateway.CfnAuthorizer) {
      this.identitySources(node);
    }
  }

  /** It is not written into the template, and nothing depends on it there. */
  private leaveOut(node: CfnResource): void {
    Object.defineProperty(node, 'shouldSynthesize', { value: () => false });
    this.note(node, `left out: ${node.cfnResourceType} is unknown to a local AWS`);
    const told = `${Stack.of(node).node.path} ${node.cfnResourceType}`;
    if (this.toldOf.has(told)) return;
    this.toldOf.add(told);
    Validations.of(Stack.of(node)).addWarning(
      `cdk-bulkhead:local-cloud-${node.cfnResourceType.replace(/:+/g, '-')}`,
      `local form only: every ${node.cfnResourceType} left out, a local AWS does not know it`,
    );
  }

  private policy<T>(node: IConstruct, original: T): T {
    const { changes } = localPolicy(Stack.of(node).resolve(original));
    if (changes.length === 0) return original;
    for (const { sid, change } of changes) this.record(node, `${sid}: ${change}`);
    return lateRewrite(original, (resolved) => localPolicy(resolved).document);
  }

  private environment<T>(node: IConstruct, original: T): T {
    const rewrite = (resolved: unknown): unknown => {
      if (resolved === undefined) return undefined;
      const { variables, Variables, ...rest } = (resolved ?? {}) as { [name: string]: { [variable: string]: unknown } };
      const local = (all: { [variable: string]: unknown }) =>
        Object.fromEntries(Object.entries(all).map(([name, value]) => [name, localAddress(value, this.endpoint)]));
      return { ...rest, ...(variables && { variables: local(variables) }), ...(Variables && { Variables: local(Variables) }) };
    };
    const before = (Stack.of(node).resolve(original) ?? {}) as { variables?: { [name: string]: unknown } };
    const after = rewrite(before) as { variables?: { [name: string]: unknown } };
    const changed = Object.keys(before.variables ?? {}).filter(
      (name) => JSON.stringify(before.variables?.[name]) !== JSON.stringify(after.variables?.[name]),
    );
    if (changed.length === 0) return original;
    for (const name of changed) this.record(node, `${name}: address below the local endpoint`);
    return lateRewrite(original, rewrite);
  }

  /** The emulator takes `context.…` for missing, and answers 401. Without it answers must not be kept: they depend on it. */
  private identitySources(node: apigateway.CfnAuthorizer): void {
    const sources = String(Stack.of(node).resolve(node.identitySource) ?? '').split(',');
    const held = sources.filter((source) => !source.trim().startsWith('context.'));
    if (held.length === sources.length) return;
    node.identitySource = held.length === 0 ? undefined : held.join(',');
    node.authorizerResultTtlInSeconds = 0;
    this.record(node, 'identity sources context.* left out, and no answer kept: they would be missing from every request');
  }

  /** In the list, and in the cloud assembly beside the construct, for whoever deploys it. */
  private note(node: IConstruct, change: string): void {
    this.changes.push({ path: node.node.path, change });
    node.node.addMetadata(LOCAL_CHANGE_METADATA, change);
  }

  private record(node: IConstruct, change: string): void {
    this.note(node, change);
    Validations.of(node).addWarning('cdk-bulkhead:local-cloud', `local form only: ${change}`);
  }
}

/** The origin and nothing behind or before it: no path, query, fragment or credentials. */
function loopbackOrigin(endpoint: unknown): string {
  const url = typeof endpoint === 'string' && URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol === 'https:' && LOOPBACK.test(url.hostname) && url.href === `${url.origin}/`) return url.origin;
  throw new Error(
    `LocalCloud: endpoint is ${endpoint === undefined ? 'missing' : JSON.stringify(endpoint)}\n` +
      '  expected  https:// and a loopback address: what LocalCloud leaves out must never reach AWS\n' +
      "  do        write endpoint: 'https://127.0.0.1:4566', with the port of your local AWS",
  );
}

/** Emulators serve this account. Any other one is real, and must never get an app with its denials left out. */
const LOCAL_ACCOUNT = '000000000000';

function needsLocalAccount(whose: string, account: string): void {
  if (Token.isUnresolved(account) || account === LOCAL_ACCOUNT) return;
  throw new Error(
    `${whose} names the account ${account}, expected ${LOCAL_ACCOUNT} or none: the local form leaves out what keeps tenants apart. ` +
      'Set AWS_ENDPOINT_URL and local credentials, or leave LocalCloud away.',
  );
}

/** A policy without statements is none. */
function unlessEmpty<T>(policy: T): T {
  return lateRewrite(policy, (resolved) =>
    (resolved as { Statement?: unknown[] })?.Statement?.length === 0 ? undefined : resolved,
  );
}

/** Rewrites what a value resolves to in the end, so that references to other stacks are exported and imported as ever. */
function lateRewrite<T>(original: T, rewrite: (resolved: unknown) => unknown): T {
  return Lazy.uncachedAny({ produce: (context: IResolveContext) => rewrite(context.resolve(original)) }) as T;
}
