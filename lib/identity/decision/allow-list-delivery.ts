// How an allow-list gets to its function: in the environment, or, if it is longer than Lambda's 4 KB, as a file in the function's own
// package. The file needs no permission and no network. The function takes the file if there is one. No variable announces the file:
// CloudFormation updates code and environment in two calls, and between them the two would not match.

import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as assets from 'aws-cdk-lib/aws-s3-assets';
import { AspectPriority, Aspects, type IAspect, Lazy } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { ALLOW_LIST_FILE, type AllowList, ENVIRONMENT, LAMBDA_ENVIRONMENT_BYTES } from '../../../contract';
import { assetPath } from '../../common/assets';

/** In bytes: URL, table name, role ARN and AWS's own variables, and a reserve. */
const RESERVED_FOR_DEPLOYMENT_VALUES = 1024;

type Variables = { readonly [name: string]: string };

/** Reads the allow-list late: rules are added after the function was made. */
export class AllowListDelivery implements IAspect {
  private subject: { readonly scope: Construct; readonly function: lambda.Function; readonly assetName: string } | undefined;

  public constructor(
    private readonly allowList: () => AllowList,
    /** The other literal variables of the environment. */
    private readonly others: Variables,
    /** Called before the list is written. */
    private readonly settle: () => void,
  ) {}

  /** The variables of the allow-list. They are missing if the list is a file. */
  public environment(): { [name: string]: string } {
    const late = (name: string) => Lazy.uncachedString({ produce: () => this.variables()[name] });
    const { callers, issuers, methodRules } = ENVIRONMENT;
    return Object.fromEntries([callers, issuers, methodRules].map((name) => [name, late(name)]));
  }

  /** @param assetName folder of the function's bundle in assets/ */
  public deliverTo(scope: Construct, target: lambda.Function, assetName: string): void {
    this.subject = { scope, function: target, assetName };
    // After the aspects that change something, and before those that read the result.
    Aspects.of(scope).add(this, { priority: AspectPriority.READONLY - 1 });
  }

  public visit(node: IConstruct): void {
    const subject = this.subject;
    if (subject === undefined || node !== subject.scope) return;
    this.settle();
    if (this.fits() || subject.scope.node.tryFindChild('CodeWithAllowList') !== undefined) return;
    const code = this.packaged(subject.scope, subject.assetName);
    const resource = subject.function.node.defaultChild as lambda.CfnFunction;
    resource.code = { s3Bucket: code.s3BucketName, s3Key: code.s3ObjectKey };
    code.addResourceMetadata(resource, 'Code');
  }

  /** The bundle and the list. The asset's name follows from its content, so that the same list is the same asset. */
  private packaged(scope: Construct, assetName: string): assets.Asset {
    const folder = mkdtempSync(join(tmpdir(), 'cdk-bulkhead-'));
    cpSync(assetPath(assetName), folder, { recursive: true });
    writeFileSync(join(folder, ALLOW_LIST_FILE), JSON.stringify(this.allowList()));
    const asset = new assets.Asset(scope, 'CodeWithAllowList', { path: folder });
    // Where staging is switched off, the CDK CLI reads this folder itself.
    if (asset.assetPath !== folder) rmSync(folder, { recursive: true });
    return asset;
  }

  private variables(): { readonly [name: string]: string | undefined } {
    return this.fits() ? this.inline() : {};
  }

  private inline(): Variables {
    const { callers, issuers, rules } = this.allowList();
    return {
      [ENVIRONMENT.callers]: JSON.stringify(callers),
      [ENVIRONMENT.issuers]: JSON.stringify(issuers),
      ...(rules.length > 0 && { [ENVIRONMENT.methodRules]: JSON.stringify(rules) }),
    };
  }

  private fits(): boolean {
    const variables = Object.entries({ ...this.others, ...this.inline() });
    const bytes = variables.reduce((sum, [name, value]) => sum + Buffer.byteLength(`${name}${value}`), 0);
    return bytes <= LAMBDA_ENVIRONMENT_BYTES - RESERVED_FOR_DEPLOYMENT_VALUES;
  }
}
