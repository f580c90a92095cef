// The local form has an output directory of its own, so that nobody judges or deploys it for the AWS form.
import { existsSync, realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { Stage } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { LocalCloudError } from './error';

/** What the CDK CLI calls the directory of the AWS form, unless it is told otherwise. */
const OF_THE_AWS_FORM = 'cdk.out';

export function needsOutputDirectory(scope: IConstruct): void {
  const { root } = scope.node;
  if (!Stage.isStage(root) || !isOfTheAwsForm(root.outdir)) return;
  throw new LocalCloudError(
    `LocalCloud: the local form would go into ${root.outdir}, where the AWS form is`,
    `an output directory of its own, with another name than ${OF_THE_AWS_FORM}`,
    'add --output cdk.out.local to the cdk command',
  );
}

/** Also by a link, below it, and in other letters: macOS and Windows take them for the same. */
function isOfTheAwsForm(directory: string): boolean {
  const path = existsSync(directory) ? realpathSync(directory) : resolve(directory);
  return path.toLowerCase().split(sep).includes(OF_THE_AWS_FORM);
}
