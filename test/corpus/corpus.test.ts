// Miniature apps of the kinds that teams really write, each with the weakness that its kind usually has, and a repaired twin. What `verify`
// says about both forms is pinned.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ran } from '../bin/cli/ran';

/** `severity rule path`. The path is without the name of the template, which is `weak` or `repaired`. */
type Line = string;

interface App {
  /** The folder: `weak.yaml` and `repaired.yaml` in it, or two folders of these names for an app of several templates. */
  readonly kind: string;
  readonly options?: readonly string[];
  readonly weak: readonly Line[];
  readonly repaired: readonly Line[];
  /** The finding that names the weakness, and what it says about it. */
  readonly names: readonly [line: Line, message: RegExp];
  /** How many findings the repaired form acknowledges: a session broker, a role of one tenant, an engine that moves data. */
  readonly acknowledged: number;
  /** What keeps both verdicts from being clean. */
  readonly notes?: readonly RegExp[];
}

const APPS: readonly App[] = [
  {
    kind: 'pooled-table',
    weak: ['error table-leading-keys TenantSessionRole', 'error tenant-data-access TenantSessionRole'],
    repaired: [],
    names: ['error table-leading-keys TenantSessionRole', /“CloseTickets” allows dynamodb:DeleteItem/],
    acknowledged: 1,
  },
  {
    kind: 'prefix-bucket',
    weak: ['error tenant-data-access ApiRole'],
    repaired: [],
    names: ['error tenant-data-access ApiRole', /s3:GetObject, s3:PutObject on weak\/Documents with data of all tenants/],
    acknowledged: 0,
  },
  {
    kind: 'shared-cluster',
    weak: [
      'error data-reachable-from-internet Writer',
      'error security-group-open-to-world DatabaseGroup',
      'error tenant-data-access ApiRole',
    ],
    repaired: ['warning dns-open Vpc'],
    names: ['error tenant-data-access ApiRole', /rds-data:ExecuteStatement on weak\/Cluster with data of all tenants/],
    acknowledged: 1,
  },
  {
    kind: 'silo-stacks',
    weak: ['error tenant-data-access acme/ApiRole', 'error tenant-data-access globex/ApiRole'],
    repaired: [],
    names: ['error tenant-data-access acme/ApiRole', /on globex\/Invoices/],
    acknowledged: 2,
  },
  {
    kind: 'pod-identity',
    options: ['--tenant-tag', 'kubernetes-namespace'],
    weak: ['error tenant-data-access PodRole'],
    repaired: [],
    names: ['error tenant-data-access PodRole', /in another tenant’s session/],
    acknowledged: 0,
  },
  {
    kind: 'event-queue',
    weak: ['error tenant-data-dead-letter Imports', 'error transport-plain-http Imports', 'error transport-plain-http Uploads'],
    repaired: [],
    names: ['error tenant-data-dead-letter Imports', /to weak\/Failed, a queue that is not marked as tenant data/],
    acknowledged: 1,
  },
  {
    kind: 'sam-api',
    weak: [
      'error api-method-without-authorizer Api',
      'error api-method-without-authorizer Api',
      'error tenant-data-access AppointmentsFunctionRole',
    ],
    repaired: [],
    names: ['error tenant-data-access AppointmentsFunctionRole', /dynamodb:Scan/],
    acknowledged: 1,
  },
  {
    kind: 'openapi-rest',
    weak: [
      'error api-method-without-authorizer Api',
      'error tenant-header-from-client Api',
      'error tenant-header-from-client Api',
    ],
    repaired: [],
    names: ['error api-method-without-authorizer Api', /^POST \/reports\/export requires no authorization$/],
    acknowledged: 0,
  },
  {
    // Not clean in either form: the proof does not read who reaches a collection, so a person decides.
    kind: 'ai-agent',
    weak: ['error tenant-data-access Vectors'],
    repaired: [],
    names: ['error tenant-data-access Vectors', /the proof does not know which actions reach it/],
    acknowledged: 1,
    notes: [/does not read data access policies of OpenSearch Serverless/, /does not read network and encryption policies/],
  },
  {
    kind: 'identity-pool',
    weak: ['error tenant-data-access GuestRole', 'error tenant-data-access UserRole'],
    repaired: [],
    names: ['error tenant-data-access GuestRole', /s3:GetObject on weak\/Photos with data of all tenants/],
    acknowledged: 0,
  },
  {
    kind: 'state-machine',
    weak: ['error can-become WorkflowRole', 'error can-become WorkflowRole', 'error tenant-data-access WorkflowRole'],
    repaired: [],
    names: ['error tenant-data-access WorkflowRole', /on weak\/Contacts with data of all tenants, in any session/],
    acknowledged: 1,
  },
  {
    kind: 'analytics-copy',
    weak: ['error tenant-data-copy Orders'],
    repaired: [],
    names: ['error tenant-data-copy Orders', /to weak\/Changes, which is not marked as tenant data/],
    acknowledged: 2,
  },
  {
    kind: 'support-access',
    weak: [
      'error tenant-data-access Chats',
      'error tenant-data-access SupportRole',
      'warning trust-policy-whole-account SupportRole',
    ],
    repaired: [],
    names: ['error tenant-data-access Chats', /account 444455556666 may assume weak\/SupportRole/],
    acknowledged: 1,
  },
  {
    kind: 'shared-key',
    weak: [
      'error key-root-delegation SharedKey',
      'error key-root-delegation SharedKey',
      'error tenant-data-key-shared SharedKey',
      'warning key-rotation SharedKey',
    ],
    repaired: [],
    names: ['error key-root-delegation SharedKey', /every identity policy of account 777788889999 allow kms:Decrypt/],
    acknowledged: 0,
  },
  {
    kind: 'ecs-service',
    weak: [
      'error data-reachable-from-internet Database',
      'error security-group-open-to-world DatabaseGroup',
      'error transport-plain-http Http',
    ],
    repaired: [],
    names: ['error data-reachable-from-internet Database', /the internet reaches it at port 5432/],
    acknowledged: 0,
  },
];

interface Found {
  readonly findings: readonly {
    readonly severity: string;
    readonly rule: string;
    readonly places: readonly { readonly path: string; readonly message: string }[];
  }[];
  readonly acknowledged: readonly object[];
  readonly idleAcknowledgements: readonly object[];
  readonly notes: readonly string[];
}

type Form = 'weak' | 'repaired';

async function verified({ kind, options = [] }: App, form: Form) {
  const folder = join(__dirname, kind);
  const path = join(folder, readdirSync(folder).includes(form) ? form : `${form}.yaml`);
  const { code, out } = await ran(['verify', path, ...options, '--json']);
  const found = JSON.parse(out) as Found;
  const said = found.findings.flatMap(({ severity, rule, places }) =>
    places.map(({ path: at, message }) => ({ line: `${severity} ${rule} ${at.replace(`${form}/`, '')}`, message })),
  );
  return { ...found, code, said };
}

describe.each(APPS)('$kind', (app) => {
  const [named, message] = app.names;
  const namesWeakness = ({ line, message: text }: { readonly line: Line; readonly message: string }) =>
    line === named && message.test(text);

  test('is refused in its weak form, by these findings', async () => {
    const { code, said, notes } = await verified(app, 'weak');

    expect(said.map(({ line }) => line).sort()).toEqual(app.weak);
    expect(said.filter(namesWeakness)).not.toEqual([]);
    expect(code).toBe(1);
    expect(notes).toEqual((app.notes ?? []).map((one) => expect.stringMatching(one)));
  });

  test('passes in its repaired form', async () => {
    const { code, said, acknowledged, idleAcknowledgements, notes } = await verified(app, 'repaired');

    expect(said.map(({ line }) => line).sort()).toEqual(app.repaired);
    expect(said.filter(namesWeakness)).toEqual([]);
    expect(said.filter(({ line }) => line.startsWith('error'))).toEqual([]);
    expect(code).toBe(0);
    expect(acknowledged).toHaveLength(app.acknowledged);
    expect(idleAcknowledgements).toEqual([]);
    expect(notes).toEqual((app.notes ?? []).map((one) => expect.stringMatching(one)));
  });
});

test('every folder of the corpus is an app of this table', () => {
  const folders = readdirSync(__dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());

  expect(folders.map(({ name }) => name).sort()).toEqual(APPS.map(({ kind }) => kind).sort());
});
