// Rows that no local AWS can decide: the policies are those of the templates for AWS, and the proof evaluates them.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { buildReference } from '../../../examples/reference/app';
import type { SessionKind } from '../../../lib/proof/access';
import { ActionCatalogue } from '../../../lib/proof/actions';
import { readAssembly } from '../../../lib/proof/assembly';
import { Evidence } from '../../../lib/proof/evidence';
import { TemplateSet } from '../../../lib/proof/template';
import { workspaceAt } from '../workspace';
import type { Outcome, Row } from './row';

const PROOF = 'Decided from the templates for AWS (no local AWS evaluates leading keys)';

export function proofRows(): Row[] {
  let made: Evidence | undefined;
  const evidence = () => {
    made ??= evidenceOfAwsForm();
    return made;
  };
  return [
    tenantRoleRow('a session of acme reads acme’s row of media’s table', 'right tenant', 'Allowed', evidence),
    tenantRoleRow('… another tenant’s row', 'other tenant', 'Denied', evidence),
    tenantRoleRow('a session without a tenant reads any row', 'no tenant', 'Denied', evidence),
    networkRow(evidence),
  ];
}

function tenantRoleRow(request: string, session: SessionKind, expected: 'Allowed' | 'Denied', evidence: () => Evidence): Row {
  return {
    section: PROOF,
    request,
    expected,
    async run(): Promise<Outcome> {
      const start = performance.now();
      const { matrix } = evidence();
      const role = matrix.identities.find(({ name }) => name.startsWith('BulkheadMedia/Service/TenantRole/'));
      const table = matrix.data.find(({ stackName }) => stackName === 'BulkheadMedia');
      if (role === undefined || table === undefined) throw new Error('the templates have no tenant role and table of media');
      const reads = ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:BatchGetItem', 'dynamodb:Scan', 'dynamodb:PartiQLSelect'];
      const cells = matrix.cells.filter(
        (cell) => cell.identity === role && cell.data === table && cell.session === session && reads.includes(cell.action),
      );
      const got = cells.length === 0 ? 'Denied' : [...new Set(cells.map(({ effect }) => effect))].join(', ');
      return { ok: got === expected, got, decidedBy: 'proof (IAM)', reason: '-', milliseconds: performance.now() - start };
    },
  };
}

/** The local AWS routes everything to everything. */
function networkRow(evidence: () => Evidence): Row {
  return {
    section: PROOF,
    request: 'any function opens a connection to the internet',
    expected: 'blocked',
    async run(): Promise<Outcome> {
      const start = performance.now();
      const { network, templates } = evidence();
      const ends = templates.ofType('AWS::Lambda::Function').flatMap(({ id }) => network.endsOf(id));
      const answers = ends.map((end) => network.reach(end, { kind: 'internet' }, { protocol: 'tcp', port: 443 }).answer);
      const got = answers.length === 0 ? 'no function is in the network' : [...new Set(answers)].join(', ');
      return {
        ok: got === 'blocked',
        got,
        decidedBy: 'proof (network)',
        reason: '-',
        milliseconds: performance.now() - start,
      };
    },
  };
}

function evidenceOfAwsForm(): Evidence {
  const directory = mkdtempSync(join(tmpdir(), 'bulkhead-aws-form-'));
  // CDK's own validation of every property takes seconds, and is not what is asked here.
  const { CDK_VALIDATION: before } = process.env;
  process.env.CDK_VALIDATION = 'false';
  try {
    const { context } = JSON.parse(readFileSync(join(workspaceAt().root, 'cdk.json'), 'utf8')) as { context: object };
    const app = new App({ outdir: directory, context: { ...context } });
    buildReference(app);
    app.synth();
    return new Evidence(new TemplateSet(readAssembly(directory).templates), new ActionCatalogue());
  } finally {
    if (before === undefined) delete process.env.CDK_VALIDATION;
    else process.env.CDK_VALIDATION = before;
    rmSync(directory, { recursive: true, force: true });
  }
}
