// What --help says of the commands that judge templates.

const PATHS = `PATH is a cloud assembly (cdk.out), a directory of templates, a template in JSON or YAML, or - for
standard input. Several paths are read together, as one app.`;

const EXIT = `Exit codes: 0 no finding as severe as --fail-on, 1 such a finding, 2 unusable input (the message says what to
do), 70 a bug in the command.`;

const TENANT_DATA = `  --tenant-data NAME   a resource with tenants' data, in addition to those tagged bulkhead:tenant-data: logical
                       id, stack/LogicalId, construct path or physical name (repeatable)
  --tenant-tag TAG     session tag that holds the tenant (default: TenantId)
  --actions FILE       actions and condition keys of a service, newer than those of this package (repeatable).
                       AWS publishes them: servicereference.us-east-1.amazonaws.com/v1/dynamodb/dynamodb.json`;

export const TEMPLATES_HELP = {
  verify: `Usage: cdk-bulkhead verify PATH… [options]

Applies all rules to the templates. Shows a summary, and then each finding once, with its places.

  npx cdk-bulkhead verify cdk.out
  npx cdk-bulkhead verify --explain tenant-data-access

${PATHS}

  --only RULE          run only this rule (repeat the option for more rules)
  --skip RULE          leave this rule out (repeatable)
  --fail-on SEVERITY   the least severe finding that makes the exit code 1: error (default),
                       warning or note
  --level SEVERITY     the least severe findings to show: error, warning (default) or note
  --all                show every place of every finding, with the ids that acknowledge it
  --explain [RULE]     say what a rule looks for, why, and how to fix it; without RULE, list all rules.
                       Needs no PATH
  --acknowledged       also show acknowledged findings, with their reasons
  --baseline FILE      do not show the findings that this file lists; only other findings make the exit code 1
  --update-baseline    write all findings of this run to the file of --baseline
${TENANT_DATA}
  --json               findings as JSON (schema/findings.schema.json of this package)
  --sarif              findings as SARIF 2.1.0, for code scanning
  --help               this text

To accept a finding, acknowledge it where it arises, with a reason:
  CDK             Validations.of(construct).acknowledge({ id: 'TenantIsolation::<id>', reason: '…' })
  CloudFormation  Metadata: { cdk-bulkhead: { acknowledge: { '<id>': '<reason>' } } } of the resource

${EXIT}
`,
  stores: `Usage: cdk-bulkhead stores PATH… [options]

Lists the stores that could hold tenants' data, each with the option that names it for verify, matrix and
diff. Then lists the session tags that policies compare: one of them must hold the tenant.

  npx cdk-bulkhead stores cdk.out

${PATHS}

${TENANT_DATA}
  --json               stores and tags as JSON (schema/stores.schema.json of this package)
  --help               this text

Exit codes: 0 done, 2 unusable input (the message says what to do).
`,
  matrix: `Usage: cdk-bulkhead matrix PATH… [options]

Shows the isolation matrix: what each role can do with each resource that holds tenants' data. It tries three
sessions: of the right tenant, of another tenant, and of no tenant. It follows the roles that a role may
assume, or become by changing policies, code or roles. With --all, it shows all access.

  npx cdk-bulkhead matrix cdk.out

${PATHS}

  --all                also show actions on settings and policies, not only actions on data
${TENANT_DATA}
  --json               the cells as JSON
  --help               this text

Exit codes: 0 no access from one tenant to another, or all of it acknowledged, 1 access that nobody
acknowledged, 2 unusable input, 70 a bug in the command.
`,
  diff: `Usage: cdk-bulkhead diff OLD NEW [options]

Shows which data NEW loses, and what only NEW allows. For pull requests.

  npx cdk-bulkhead diff cdk.out.main cdk.out

  lost     stores and keys of OLD that NEW removes, replaces, renames or moves. Each entry says what
           CloudFormation does to the data, and what you can do. ✗ tenants' data and its keys, ! other stores
  gained   actions on resources, by role and session, and connections, by port. The command recognizes
           resources that only changed their logical id, and does not show access that they already had

OLD and NEW are each a cloud assembly, a directory of templates, or a template.

${TENANT_DATA}
  --json               what was lost and gained as JSON
  --help               this text

Exit codes: 0 nothing lost and nothing gained, 1 something lost or gained, 2 unusable input.
`,
} as const;
