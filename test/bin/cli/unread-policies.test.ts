// Policies in languages that the proof does not read: the verdict is not clean, and says why.
import { ran } from './ran';
import { CLEAN, template } from './templates';

const access = (id: string) => ({
  [id]: { Type: 'AWS::OpenSearchServerless::AccessPolicy', Properties: { Name: 'rows', Type: 'data', Policy: '[]' } },
});

test('a template with such policies is not clean', async () => {
  const { code, out } = await ran(['verify', '-'], template(CLEAN, access('One'), access('Two')));

  expect(code).toBe(0);
  expect(out).toContain(
    'the proof does not read data access policies of OpenSearch Serverless (AWS::OpenSearchServerless::AccessPolicy: stdin/One and 1 more)',
  );
  expect(out).not.toContain('clean');
});

test('a policy of another service is read like any other', async () => {
  const policy = {
    Type: 'AWS::VpcLattice::AuthPolicy',
    Properties: {
      ResourceIdentifier: 'svc-1',
      Policy: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: '*', Action: 'vpc-lattice-svcs:Invokee', Resource: '*' }],
      },
    },
  };
  const { out } = await ran(['verify', '-'], template({ Policy: policy }));

  expect(out).toContain('unknown-action');
  expect(out).toContain('resource-policy-wildcard-principal');
});
