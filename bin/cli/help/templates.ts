// What --help says of the commands that judge templates.

const PATHS = `PATH is a cloud assembly (cdk.out), a directory of templates, a template in JSON or YAML, or - for
standard input. Several paths are judged together, as one app.`;

const EXIT = `Exit codes: 0 clean, 1 findings, 2 what was given cannot be used (the message says what to do).`;

const TENANT_DATA = `  --tenant-data NAME   a resource with tenants' data, beside those tagged bulkhead:tenant-data: logical
                       id, stack/LogicalId, construct path or physical name (repeatable)
  --tenant-tag TAG     session tag that holds the tenant (default: TenantId)`;

export const TEMPLATES_HELP = {
  verify: `Usage: cdk-bulkhead verify PATH… [options]

Judges the templates by all rules. First a summary, then each finding once, with every place that it concerns.

  npx cdk-bulkhead verify cdk.out
  npx cdk-bulkhead verify --explain tenant-data-access

${PATHS}

  --only RULE          run this rule alone (repeatable)
  --skip RULE          leave this rule out (repeatable)
  --fail-on SEVERITY   error (default), warning or note: what makes the exit code 1
  --level SEVERITY     the least severe findings to show: error, warning (default) or note
  --all                show every place of every finding, with the ids that acknowledge it
  --explain [RULE]     say what a rule looks for, why, and how to fix it; without RULE, list all rules.
                       Needs no PATH
  --acknowledged       show findings that were acknowledged too, with the reasons
  --baseline FILE      do not show the findings that this file lists: only others make the exit code 1
  --update-baseline    write all findings of this run to the file of --baseline
${TENANT_DATA}
  --json               findings as JSON (schema/findings.schema.json of this package)
  --sarif              findings as SARIF 2.1.0, for code scanning
  --help               this text

A finding is accepted where it arises, with a reason:
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

Exit codes: 0 done, 2 what was given cannot be used (the message says what to do).
`,
  matrix: `Usage: cdk-bulkhead matrix PATH… [options]

Shows the isolation matrix: what each role can do with each resource that holds tenants' data, in a session
tagged with the right tenant, with another one, and with none, also through roles that it may assume; and
what each role can become by changing policies, code or roles. What is not shown is denied.

  npx cdk-bulkhead matrix cdk.out

${PATHS}

  --all                show actions on settings and policies too, not on data alone
${TENANT_DATA}
  --json               the cells as JSON
  --help               this text

Exit codes: 0 no way from one tenant to another, 1 there is one that nobody acknowledged, 2 what was given
cannot be used.
`,
  diff: `Usage: cdk-bulkhead diff OLD NEW [options]

Shows what data NEW loses, and what NEW allows and OLD does not. For pull requests.

  npx cdk-bulkhead diff cdk.out.main cdk.out

  lost     stores and keys of OLD that leave, are replaced, or change their logical id or stack, with what
           CloudFormation does to the data and what to do. ✗ tenants' data and its keys, ! other stores
  gained   actions on resources, by role and session, and connections, by port. Resources that only changed
           their logical id are recognised: access that they had before is not shown

OLD and NEW are each a cloud assembly, a directory of templates, or a template.

${TENANT_DATA}
  --json               what was lost and gained as JSON
  --help               this text

Exit codes: 0 nothing lost and nothing gained, 1 something lost or gained, 2 what was given cannot be used.
`,
} as const;
