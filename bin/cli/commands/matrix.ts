// cdk-bulkhead matrix: who can do what with tenant data, and who can give themselves such access.
import { concernsData, crossesTenants } from '../../../lib/proof/access';
import { runRules } from '../../../lib/proof/rules';
import { InputError } from '../input';
import type { MatrixOptions } from '../options';
import type { Output } from '../output';
import { matrixAsJson } from '../report/matrix-json';
import { matrixAsText } from '../report/matrix-text';
import { storesCommand } from '../report/shell';
import { judged } from './judged';
import { refusedFiles } from './refused-files';

export function matrix(options: MatrixOptions, output: Output): number {
  const { input, evidence, doubts } = judged(options.paths, options, output);
  if (evidence.tenantData.length === 0) {
    throw new InputError(
      'no resource in the templates is marked as tenant data',
      'at least one resource with the tag bulkhead:tenant-data, or given with --tenant-data',
      `${storesCommand(options.paths)} lists the stores, each with the --tenant-data to add here`,
    );
  }
  const results = runRules(evidence, {
    // A policy or a template that cannot be read allows nothing here, and nobody knows what it allows once it is deployed.
    only: ['tenant-data-access', 'can-become', 'malformed-policy', 'template-not-read'],
    acknowledgements: input.acknowledgements,
  });
  const shown = evidence.matrix.cells.filter((cell) => options.all || crossesTenants(cell) || concernsData(cell.consequence));
  const report = { input, evidence, results, doubts };
  output.out(options.json ? matrixAsJson(report, shown) : matrixAsText(report, shown, output));
  const fails = results.findings.some(({ severity }) => severity === 'error');
  return refusedFiles(input, output) ? 2 : fails ? 1 : 0;
}
