// The reference app, attacked by somebody in its account with all rights over the services that hold data, and none over identities and code.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { concernsData } from '../../../../lib/proof/access';
import { ActionCatalogue } from '../../../../lib/proof/actions';
import { Evidence } from '../../../../lib/proof/evidence';
import { runRules } from '../../../../lib/proof/rules';
import { type JsonObject, TemplateSet } from '../../../../lib/proof/template';
import { synthesiseReference } from '../../../examples/reference-templates';
import { allow, granted, role } from '../rules/planted/builders';

const env = { account: '111122223333', region: 'eu-central-1' };
const { templates } = synthesiseReference({ env });

function attackedBy(...actions: string[]): Evidence {
  const attack = { Resources: { ...role('Broad'), ...granted('Broad', allow(actions)) } };
  const all = Object.entries({ ...templates, Attack: attack });
  return new Evidence(
    new TemplateSet(all.map(([stackName, template]) => ({ stackName, template: template as unknown as JsonObject, ...env }))),
    new ActionCatalogue(),
  );
}

const SERVICES = ['dynamodb', 'kms', 's3', 'ssm', 'logs', 'kinesis', 'backup', 'sts', 'execute-api'].map((one) => `${one}:*`);
const evidence = attackedBy(...SERVICES, 'lambda:InvokeFunction');

test('what a table policy cannot deny is what the page about the architecture names, and nothing else', () => {
  const page = readFileSync(join(__dirname, '../../../../docs/architecture.md'), 'utf8');
  const table = page.slice(page.indexOf('A table policy cannot deny the actions in the next table.'), page.indexOf('## Keys'));
  const left = evidence.matrix.cells
    .filter(({ identity, consequence }) => identity.name === 'Attack/Broad' && concernsData(consequence))
    .map(({ action }) => action.slice('dynamodb:'.length));
  // The page names the opposites of a replica together, and an import creates a new table.
  const known = new ActionCatalogue();
  const named = [...table.matchAll(/`(\w+)`/g)].flatMap(([, name]) => (known.action(`dynamodb:${name}`) ? [name] : []));
  const opposites = ['CreateGlobalTableWitness', 'DeleteGlobalTableWitness', 'DeleteTableReplica'];
  expect([...new Set(left)].sort()).toEqual(
    [...named.filter((name) => name !== 'UpdateTable'), ...opposites, 'ImportTable'].sort(),
  );
});

test('it becomes nobody, and changes no policy of tenants’ data', () => {
  const { findings } = runRules(evidence, { only: ['can-become'] });
  expect(findings.filter(({ resource }) => resource === 'Broad')).toEqual([]);
});

test('with rights over code, it is found', () => {
  const { findings } = runRules(attackedBy(...SERVICES, 'lambda:UpdateFunctionCode'), { only: ['can-become'] });
  expect(findings.some(({ resource }) => resource === 'Broad')).toBe(true);
});
