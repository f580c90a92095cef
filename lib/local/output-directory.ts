// The local form has an output directory of its own, so that nobody judges or deploys it for the AWS form.
import { resolve } from 'node:path';
import { Stage } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { LocalCloudError } from './error';

/** Where the CDK CLI has the AWS form, unless it is told otherwise. */
const OF_THE_AWS_FORM = 'cdk.out';

export function needsOutputDirectory(scope: IConstruct): void {
  const { root } = scope.node;
  if (!Stage.isStage(root) || resolve(root.outdir) !== resolve(OF_THE_AWS_FORM)) return;
  throw new LocalCloudError(
    `the local form would be written into ${OF_THE_AWS_FORM}, over the AWS form`,
    'an output directory of its own',
    'add --output cdk.out.local to the cdk command',
  );
}
