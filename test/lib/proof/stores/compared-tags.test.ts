// The session tags that policies compare, wherever they stand in a policy.
import { comparedTags } from '../../../../lib/proof/stores';
import type { JsonObject } from '../../../../lib/proof/template';
import { evidenceOf } from '../lost/stacks';

const policy = (statement: JsonObject): JsonObject => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: {
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...statement }],
    },
  },
});
const tagsOf = (...statements: readonly JsonObject[]) => {
  const resources = Object.fromEntries(statements.map((one, index) => [`P${index}`, policy(one)]));
  return comparedTags(evidenceOf({ App: resources }, [], { Tag: { Type: 'String' } })).map(
    ({ name, policies }) => `${name} ${policies}`,
  );
};
const tag = (name: string) => `arn:aws:s3:::b/\${aws:PrincipalTag/${name}}/*`;

test.each<[what: string, statement: JsonObject, tags: readonly string[]]>([
  ['a resource', { Resource: tag('Tenant') }, ['Tenant 1']],
  ['a NotResource', { Resource: [], NotResource: tag('Tenant') }, ['Tenant 1']],
  ['a variable with a default', { Resource: `arn:aws:s3:::b/\${aws:PrincipalTag/Tenant, 'none'}` }, ['Tenant 1']],
  ['two in one text', { Resource: `${tag('A')}\${aws:principaltag/B}` }, ['A 1', 'B 1']],
  ['a condition key', { Condition: { StringEquals: { 'aws:PrincipalTag/Tenant': 'acme' } } }, ['Tenant 1']],
  ['a condition value', { Condition: { StringLike: { 's3:prefix': [`\${AWS:PrincipalTag/Tenant}/*`] } } }, ['Tenant 1']],
  ['the same tag in two cases', { Resource: [tag('tenant'), tag('Tenant')] }, ['tenant 1']],
  ['another key', { Condition: { StringEquals: { 'aws:RequestTag/Tenant': 'acme' } } }, []],
  ['a name that only the deployment knows', { Resource: { 'Fn::Sub': `b/\${!aws:PrincipalTag/\${Tag}}` } }, []],
])('%s', (_what, statement, tags) => {
  expect(tagsOf(statement)).toEqual(tags);
});

test('the tag that most policies compare comes first, with the case of the first policy', () => {
  expect(tagsOf({ Resource: tag('Once') }, { Resource: tag('Tenant') }, { Resource: [tag('TENANT'), tag('tenant')] })).toEqual([
    'Tenant 2',
    'Once 1',
  ]);
});
