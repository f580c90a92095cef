// The isolation matrix of single roles and tables: which sessions get through.
import { ActionCatalogue } from '../../../../lib/proof/actions';
import { Evidence } from '../../../../lib/proof/evidence';
import { type JsonObject, TemplateSet } from '../../../../lib/proof/template';
import { allow, att, granted, role, TENANT_DATA, tags } from '../rules/planted/builders';

const catalogue = new ActionCatalogue();
const TABLE = { Table: { Type: 'AWS::DynamoDB::Table', Properties: { Tags: tags(TENANT_DATA) } } };
const GET = 'dynamodb:GetItem';
const BOUND = {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
  Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': '${aws:PrincipalTag/TenantId}' } },
};

function sessionsOf(...parts: readonly object[]): string[] {
  const resources = Object.assign({}, TABLE, ...parts) as JsonObject;
  const set = new TemplateSet([{ stackName: 'App', template: { Resources: resources } }]);
  const { cells } = new Evidence(set, catalogue).matrix;
  return cells.map(({ identity, session, effect }) => `${identity.name} ${session} ${effect}`);
}

test.each([
  ['a policy bound to the session’s tag lets the right tenant’s session through', {}, BOUND, ['right tenant']],
  ['a tag of the role’s own changes nothing of that', { Tags: tags({ TenantId: 'house' }) }, BOUND, ['right tenant']],
  ['a policy that asks for no tag lets every session through', {}, {}, ['right tenant', 'other tenant', 'no tenant']],
])('%s', (_title, more, condition, sessions) => {
  const found = sessionsOf(role('Role', more), granted('Role', allow(GET, att('Table'), condition)));

  expect(found).toEqual(sessions.map((session) => `App/Role ${session} Allowed`));
});
