// The reference app as a whole: it is synthesised in every form a user may have, and nobody has rights beside those it is about.
import { actionsOf, FLAGS, identityStatements, readable, resourcesOf, type Statement, type Template } from '../lib/templates';
import { synthesiseReference } from './reference-templates';

const usual = synthesiseReference().templates;

const ENV = { account: '111122223333', region: 'eu-central-1' };
const STACKS = [
  'BulkheadAccount',
  'BulkheadNetwork',
  'BulkheadFoundation',
  'BulkheadMedia',
  'BulkheadIssues',
  'BulkheadEdge',
  'BulkheadReporting',
];

describe.each([
  ['region-agnostic, with the flags of cdk.json', FLAGS, undefined],
  ['region-agnostic, without flags', {}, undefined],
  ['for one account and Region, with the flags of cdk.json', FLAGS, ENV],
  ['for one account and Region, without flags', {}, ENV],
  ['with weak references, as new apps have them', { ...FLAGS, '@aws-cdk/core:defaultCrossStackReferences': 'weak' }, undefined],
])('the reference app %s', (title, flags, env) => {
  const { assembly, templates } = synthesiseReference({ flags, env });
  const weak = title.includes('weak');

  test('has its stacks, with the same resources in each form', () => {
    expect(Object.keys(templates).sort()).toEqual([...STACKS].sort());
    const types = (template?: Template) =>
      Object.values(template?.Resources ?? {})
        .map(({ Type }) => Type)
        .sort();
    for (const stack of STACKS) expect(types(templates[stack])).toEqual(types(usual[stack]));
  });

  test('has no stacks that depend on each other in a circle', () => {
    const depth = (id: string, seen: string[]): number => {
      expect(seen).not.toContain(id);
      const { dependencies } = assembly.getStackArtifact(id);
      return 1 + Math.max(0, ...dependencies.filter((one) => STACKS.includes(one.id)).map((one) => depth(one.id, [...seen, id])));
    };
    for (const { id } of assembly.stacks) expect(depth(id, [])).toBeLessThan(STACKS.length);
    const foundation = assembly.getStackArtifact('BulkheadFoundation').dependencies.map(({ id }) => id);
    expect(foundation.filter((id) => STACKS.includes(id))).toEqual(['BulkheadNetwork']);
  });

  test('has no resources that depend on each other in a circle, which synth does not see and CloudFormation refuses', () => {
    for (const template of Object.values(templates)) {
      for (const id of Object.keys(template.Resources)) expect(reachable(template, id)).not.toContain(id);
    }
  });

  test(`refers to other stacks by ${weak ? 'their outputs' : 'exports'} that exist`, () => {
    const exported = Object.values(templates).flatMap(({ Outputs }) =>
      Object.values(Outputs ?? {}).flatMap(({ Export }) => (Export ? [readable(Export.Name)] : [])),
    );
    const text = JSON.stringify(templates);
    const imported = [...text.matchAll(/\{"Fn::ImportValue":"([^"]+)"\}/g)].map(([, name]) => name);
    expect(exported).toEqual(expect.arrayContaining(imported));
    if (weak) expect(imported).toEqual([]);
    else expect(text).not.toContain('Fn::GetStackOutput');
  });

  test('lets both functions of every service decrypt the catalogue that they look tenants up in', () => {
    const [, key] = resourcesOf(templates.BulkheadFoundation as Template, 'AWS::KMS::Key')[0] ?? [];
    const named = JSON.stringify(
      readable(key?.Properties.KeyPolicy.Statement.find(({ Sid }: Statement) => Sid === 'TablesOfOtherStacks').Condition),
    );
    const readers = ['BulkheadMedia', 'BulkheadIssues'].flatMap((stack) =>
      resourcesOf(templates[stack] as Template, 'AWS::IAM::Role').flatMap(([id, { Properties }]) =>
        actionsIn(templates[stack] as Template, id).includes('dynamodb:GetItem') && Properties.RoleName
          ? [readable<string>(Properties.RoleName)]
          : [],
      ),
    );
    expect(readers).toHaveLength(4);
    for (const reader of readers) expect(named).toContain(`:role/${reader}"`);
  });
});

const actionsIn = (template: Template, roleId: string) => identityStatements(template, roleId).flatMap(actionsOf);

/** Logical ids that a resource waits for, directly or not. */
function reachable(template: Template, from: string): Set<string> {
  const found = new Set<string>();
  const next = [from];
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    for (const one of waitsFor(template, id)) {
      if (found.has(one)) continue;
      found.add(one);
      next.push(one);
    }
  }
  return found;
}

function waitsFor(template: Template, id: string): string[] {
  const text = JSON.stringify(template.Resources[id]);
  const references = text.matchAll(/\{"Ref":"([^"]+)"\}|\{"Fn::GetAtt":\["([^"]+)"|\$\{([A-Za-z0-9]+)[.}]/g);
  const named = [...references].flatMap(([, ref, attribute, substituted]) => ref ?? attribute ?? substituted ?? []);
  return [...named, ...(template.Resources[id]?.DependsOn ?? [])].filter((one) => one in template.Resources);
}

test('circles between resources would be found', () => {
  const resource = (Properties: object, DependsOn?: string[]) => ({ Type: 'T', Properties, DependsOn });
  const template = {
    Resources: {
      Key: resource({ Policy: { 'Fn::Sub': `role/\${Role}` } }),
      Role: resource({ Policies: [{ 'Fn::GetAtt': ['Table', 'Arn'] }] }),
      Table: resource({}, ['Log']),
      Log: resource({ Key: { Ref: 'Key' } }),
      Apart: resource({ Key: { Ref: 'Key' } }),
    },
  };
  expect(Object.keys(template.Resources).filter((id) => reachable(template, id).has(id))).toEqual([
    'Key',
    'Role',
    'Table',
    'Log',
  ]);
});

test('the key policies are the same with flags and without', () => {
  const [withFlags, without] = [FLAGS, {}].map((flags) =>
    Object.values(synthesiseReference({ flags }).templates).flatMap((template) =>
      resourcesOf(template, 'AWS::KMS::Key').map(([, { Properties }]) => Properties.KeyPolicy),
    ),
  );
  expect(withFlags).toHaveLength(11);
  expect(without).toEqual(withFlags);
});

describe('in the whole reference app', () => {
  const templates = usual;
  const roles = STACKS.flatMap((stack) =>
    resourcesOf(templates[stack] as Template, 'AWS::IAM::Role').map(([id]) => ({
      stack,
      id,
      statements: identityStatements(templates[stack] as Template, id),
    })),
  );
  const whoMay = (action: RegExp) =>
    roles
      .filter(({ statements }) =>
        statements.some((statement) => statement.Effect === 'Allow' && actionsOf(statement).some((one) => action.test(one))),
      )
      .map(({ stack, id }) => `${stack}/${id.replace(/Of[0-9a-f]{8}|[0-9A-F]{8}$/g, '')}`)
      .sort();
  const each = (role: string) => ['BulkheadIssues', 'BulkheadMedia'].map((stack) => `${stack}/${role}`);

  test.each<[string, RegExp, string[]]>([
    [
      'invoke a function: each service its broker, and nobody anything else',
      /^(?:lambda:(?:Invoke.*|\*)|\*)$/i,
      each('ServiceRole'),
    ],
    ['assume a role: each broker its tenant role', /^(?:sts:(?:AssumeRole|\*)|\*)$/i, each('ServiceSessionsBrokerRole')],
    ['write or query rows', /^dynamodb:(?:Query|UpdateItem|DeleteItem|Batch.*|Scan|\*)$/i, each('ServiceTenantRole')],
    ['sign', /^kms:(?:Sign|\*)$/i, ['BulkheadEdge/Role', ...each('ServiceRole'), 'BulkheadReporting/Role']],
    [
      'write public keys',
      /^s3:(?:Put.*|\*)$/i,
      ['BulkheadEdge/IdentityPublisherRole', ...each('ServiceIdentityPublisherRole'), 'BulkheadReporting/IdentityPublisherRole'],
    ],
    [
      'change policies, roles, functions or keys',
      /^(?:iam|organizations):|^lambda:(?:Update|Create|Add)|^kms:(?:Put|CreateGrant|Schedule)/i,
      [],
    ],
  ])('only the roles listed may %s', (_title, action, expected) => {
    expect(whoMay(action)).toEqual([...expected].sort());
  });

  test('each service invokes its own broker, and each broker assumes its own tenant role', () => {
    for (const stack of ['BulkheadMedia', 'BulkheadIssues']) {
      const named = (id: RegExp, action: string) =>
        roles
          .filter((role) => role.stack === stack && id.test(role.id))
          .flatMap(({ statements }) =>
            statements.filter((one) => one.Effect === 'Allow' && actionsOf(one).includes(action)).map(({ Resource }) => Resource),
          );
      expect(named(/^ServiceRole/, 'lambda:InvokeFunction')).toEqual([
        expect.stringMatching(/^<ServiceSessionsBrokerFunction\w+\.Arn>$/),
      ]);
      expect(named(/^ServiceSessionsBrokerRole/, 'sts:AssumeRole')).toEqual([
        expect.stringMatching(/^<ServiceTenantRole\w+\.Arn>$/),
      ]);
    }
  });

  test('resource policies of functions name API Gateway with the ARN of its source', () => {
    const permissions = STACKS.flatMap((stack) =>
      resourcesOf(templates[stack] as Template, 'AWS::Lambda::Permission').map(([, { Properties }]) => Properties),
    );
    expect(permissions).toHaveLength(6);
    for (const { Principal, SourceArn } of permissions) {
      expect(Principal).toBe('apigateway.amazonaws.com');
      expect(readable(SourceArn)).toMatch(
        /^arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<ServiceFrontPrivateApi\w+>\//,
      );
    }
  });

  test('no policy of a construct is inline: only the roles that the app makes itself have one', () => {
    const inline = Object.values(templates).flatMap((template) => resourcesOf(template, 'AWS::IAM::Policy'));
    expect(inline.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['RoleDefaultPolicy', 'RoleDefaultPolicy']);
    for (const template of Object.values(templates)) {
      for (const [, { Properties }] of resourcesOf(template, 'AWS::IAM::Role')) expect(Properties).not.toHaveProperty('Policies');
    }
  });

  test('names of roles fit into IAM’s 64 characters in every Region', () => {
    for (const template of Object.values(templates)) {
      for (const [, { Properties }] of resourcesOf(template, 'AWS::IAM::Role')) {
        if (Properties.RoleName === undefined) continue;
        expect(readable<string>(Properties.RoleName).replace('<AWS::Region>', 'ap-southeast-1').length).toBeLessThanOrEqual(64);
      }
    }
  });
});

test('a caller whose key is withdrawn keeps its log key and has no identity', () => {
  const { templates } = synthesiseReference({ options: { withdrawn: ['reporting'] } });
  const types = Object.values(templates.BulkheadReporting?.Resources ?? {}).map(({ Type }) => Type);
  expect(types).toEqual(['AWS::KMS::Key']);
});
