// The rules as a policy-validation plugin: every synth is judged from its templates, and fails on what is not acknowledged.

import { dirname, sep } from 'node:path';
import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolation,
} from 'aws-cdk-lib/core';
import { ActionCatalogue } from './actions';
import { type Assembly, readAssembly } from './assembly';
import { Evidence } from './evidence';
import { type Finding, RULES, runRules } from './rules';
import { type JsonObject, own, TemplateSet } from './template';

/**
 * Properties of `TenantIsolationChecks`.
 */
export interface TenantIsolationChecksProps {
  /**
   * Resources with tenants' data, beside those that carry the tag `bulkhead:tenant-data`: logical ids, construct paths or physical
   * names.
   *
   * @default - the tagged ones alone
   */
  readonly tenantData?: string[];

  /**
   * Session tag that holds the tenant.
   *
   * @default 'TenantId'
   */
  readonly tenantTag?: string;

  /**
   * Ids of rules that are left out everywhere. To accept single findings, acknowledge them.
   *
   * @default - none
   */
  readonly skip?: string[];

  /**
   * Whether findings of severity warning stop the synthesis too. They are reported in any case.
   *
   * @default false
   */
  readonly failOnWarning?: boolean;
}

/**
 * Judges every synthesis: who can read another tenant's data, use another service's key, or reach what no flow declares, decided
 * from the templates by evaluators of IAM policies and of networks. Used as a cdk-nag pack is:
 *
 *     Validations.of(app).addPlugins(new TenantIsolationChecks());
 *
 * A finding is accepted where it arises: `Validations.of(construct).acknowledge({ id: 'TenantIsolation::<id>', reason: '…' })`.
 */
export class TenantIsolationChecks implements IPolicyValidationPlugin {
  /**
   * Name of the plugin in reports, and the prefix of ids in acknowledgements.
   */
  public readonly name: string = 'TenantIsolation';

  /**
   * Ids of the rules, in the order of docs/rules.md.
   */
  public readonly ruleIds?: string[] = RULES.map(({ id }) => id);

  /** Directories of assemblies that were judged as a part of the one they are nested in. */
  private readonly judged = new Set<string>();

  /**
   * Creates the plugin; nothing is read before synthesis.
   */
  public constructor(private readonly props: TenantIsolationChecksProps = {}) {}

  /**
   * Called by CDK at the end of synthesis, once for the app and once for each stage in it. The local form of an app is not judged:
   * the report says so in a warning.
   */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const directory = directoryOf(context.templatePaths);
    if (directory === undefined || this.judged.has(directory)) return { success: true, violations: [] };
    const assembly = readAssembly(directory);
    if (assembly.localStacks.length > 0) return isLocalAsAWhole(assembly) ? notJudged(assembly) : refusedAsMixed(assembly);
    for (const file of assembly.templateFiles.values()) {
      const nested = dirname(file);
      if (nested !== directory && nested.startsWith(directory + sep)) this.judged.add(nested);
    }
    const { findings } = runRules(this.evidenceOf(assembly), {
      ...(this.props.skip && { skip: this.props.skip }),
      acknowledgements: assembly.acknowledgements,
    });
    const fails = ({ severity }: Finding) => severity === 'error' || this.props.failOnWarning === true;
    return { success: !findings.some(fails), violations: findings.map((finding) => violationOf(finding, assembly)) };
  }

  private evidenceOf({ templates }: Assembly): Evidence {
    const { tenantData, tenantTag } = this.props;
    return new Evidence(new TemplateSet(templates), new ActionCatalogue(), {
      ...(tenantData && { tenantData }),
      ...(tenantTag !== undefined && { tenantTag }),
    });
  }
}

function directoryOf([first]: readonly string[]): string | undefined {
  return first === undefined ? undefined : dirname(first);
}

/** Emulators serve this account. */
const LOCAL_ACCOUNT = '000000000000';

/** Every stack with a resource says so, and none is for a real account: a single marker must not keep the rest from being judged. */
function isLocalAsAWhole({ localStacks, templates }: Assembly): boolean {
  return templates
    .filter(({ template }) => Object.keys((own(template, 'Resources') ?? {}) as JsonObject).length > 0)
    .every(({ stackName, account = LOCAL_ACCOUNT }) => localStacks.includes(stackName) && account === LOCAL_ACCOUNT);
}

function refusedAsMixed(assembly: Assembly): PolicyValidationPluginReport {
  const { violations } = notJudged(assembly);
  const description =
    'Tenant isolation is not judged: some stacks are in the local form and others are not, or a stack of the local form is for a real account.';
  const fix = `Apply LocalCloud to the whole app, without accounts but ${LOCAL_ACCOUNT}; or take the metadata bulkhead:local-form out of the stack.`;
  return { success: false, violations: violations.map((one) => ({ ...one, description, fix, severity: 'error' })) };
}

/** Neither false findings nor a clean report: a warning that stands in the report and stops nothing. */
function notJudged({ localStacks, templateFiles }: Assembly): PolicyValidationPluginReport {
  return {
    success: true,
    violations: [
      {
        ruleName: 'local-form',
        description:
          'Tenant isolation is not judged: this is the local form of the app, and LocalCloud left out of it what a local AWS cannot hold.',
        fix: 'Synthesise without -c local-endpoint: the AWS form is judged.',
        severity: 'warning',
        violatingResources: localStacks.map((stack) => {
          const templatePath = templateFiles.get(stack);
          return { resourceLogicalId: stack, ...(templatePath !== undefined && { templatePath }), locations: [] };
        }),
      },
    ],
  };
}

function violationOf(
  { id, severity, message, because, why, fix, stack, resource, location }: Finding,
  assembly: Assembly,
): PolicyViolation {
  const templatePath = assembly.templateFiles.get(stack);
  return {
    ruleName: id,
    description: `${message}. ${why}`,
    fix,
    severity,
    ruleMetadata: { because },
    violatingResources: [
      {
        resourceLogicalId: resource,
        ...(templatePath !== undefined && { templatePath }),
        locations: location === undefined ? [] : [location.replace(/\./g, '/')],
      },
    ],
  };
}
