// The local form has its own output directory, so that nobody verifies or deploys it instead of the AWS form.
import { existsSync, realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { Stage } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { ExplainedError } from '../../contract';

/** The CDK CLI's default name of the output directory: the AWS form is there. */
const OF_THE_AWS_FORM = 'cdk.out';

export function needsOutputDirectory(scope: IConstruct): void {
  const { root } = scope.node;
  if (!Stage.isStage(root) || !isOfTheAwsForm(root.outdir)) return;
  throw new ExplainedError(
    `LocalCloud: the local form would go into ${root.outdir}, where the AWS form is`,
    `an output directory that is not ${OF_THE_AWS_FORM}`,
    'add --output cdk.out.local to the cdk command',
  );
}

/** Also through a link, in a folder below, and in other case: macOS and Windows do not distinguish case. */
function isOfTheAwsForm(directory: string): boolean {
  const path = existsSync(directory) ? realpathSync(directory) : resolve(directory);
  return path.toLowerCase().split(sep).includes(OF_THE_AWS_FORM);
}
