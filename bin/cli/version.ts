// What `--version` says: the version of the package, and how old AWS's data in it is.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANAGED_POLICIES } from '../../lib/proof/access';
import { ActionCatalogue } from '../../lib/proof/actions';

export function version(): string {
  // As far above the bundle as above this file.
  const { version: own } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as { version: string };
  return `cdk-bulkhead ${own}\nAWS’s actions and condition keys of ${new ActionCatalogue().date}\nAWS’s managed policies of ${MANAGED_POLICIES.date}`;
}
