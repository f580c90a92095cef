// The rules as a policy-validation plugin of CDK. It judges the templates of every synthesis, which fails if an error is not acknowledged.

import { readFileSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolation,
} from 'aws-cdk-lib/core';
import { ActionCatalogue, serviceReference } from './actions';
import { type Assembly, readAssembly } from './assembly';
import { Evidence } from './evidence';
import { type Finding, RULES, runRules } from './rules';
import { type JsonObject, own, TemplateSet } from './template';

/**
 * Properties of `TenantIsolationChecks`.
 */
export interface TenantIsolationChecksProps {
  /**
   * Resources with tenant data, in addition to those with the tag `bulkhead:tenant-data`: logical ids, construct paths or physical
   * names.
   *
   * @default - only the tagged resources
   */
  readonly tenantData?: string[];

  /**
   * Name of the session tag that contains the tenant.
   *
   * @default 'TenantId'
   */
  readonly tenantTag?: string;

  /**
   * Paths of files with a service's actions and condition keys that are newer than the data of this package. AWS publishes such a
   * file for each service: https://servicereference.us-east-1.amazonaws.com/v1/dynamodb/dynamodb.json. The synthesis fails if a file
   * cannot be read.
   *
   * @default - only the data of this package
   */
  readonly actionFiles?: string[];

  /**
   * Ids of rules that do not run. To accept single findings, acknowledge them instead.
   *
   * @default - none
   */
  readonly skip?: string[];

  /**
   * Whether findings of severity warning fail the synthesis too. The report always lists them.
   *
   * @default false
   */
  readonly failOnWarning?: boolean;
}

/**
 * Judges every synthesis: who can read another tenant's data, use another service's key, or reach a resource that no flow declares.
 * Evaluators of IAM policies and of networks decide from the templates. Use it like a pack of cdk-nag:
 *
 *     Validations.of(app).addPlugins(new TenantIsolationChecks());
 *
 * To accept a finding, acknowledge it on its construct: `Validations.of(construct).acknowledge({ id: 'TenantIsolation::<id>', reason: '…' })`.
 */
export class TenantIsolationChecks implements IPolicyValidationPlugin {
  /**
   * Name of the plugin in reports, and prefix of the ids in acknowledgements.
   */
  public readonly name: string = 'TenantIsolation';

  /**
   * Ids of the rules, in the order of docs/rules.md.
   */
  public readonly ruleIds?: string[] = RULES.map(({ id }) => id);

  /** Directories of nested assemblies that an outer assembly included. */
  private readonly judgedDirectories = new Set<string>();

  /**
   * Creates the plugin. It reads nothing before the synthesis.
   */
  public constructor(private readonly props: TenantIsolationChecksProps = {}) {}

  /**
   * CDK calls this at the end of the synthesis, once for the app and once for each stage in it. The plugin does not judge the local
   * form of an app: the report has a warning instead.
   */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const directory = directoryOf(context.templatePaths);
    if (directory === undefined || this.judgedDirectories.has(directory)) return { success: true, violations: [] };
    const assembly = readAssembly(directory);
    if (assembly.localStacks.length > 0) return isLocalAsAWhole(assembly) ? notJudged(assembly) : refusedAsMixed(assembly);
    for (const file of assembly.templateFiles.values()) {
      const nested = dirname(file);
      if (nested !== directory && nested.startsWith(directory + sep)) this.judgedDirectories.add(nested);
    }
    const { findings } = runRules(this.evidenceOf(assembly), {
      ...(this.props.skip && { skip: this.props.skip }),
      acknowledgements: assembly.acknowledgements,
    });
    const fails = ({ severity }: Finding) => severity === 'error' || this.props.failOnWarning === true;
    return { success: !findings.some(fails), violations: findings.map((finding) => violationOf(finding, assembly)) };
  }

  private evidenceOf({ templates }: Assembly): Evidence {
    const { tenantData, tenantTag, actionFiles = [] } = this.props;
    const references = actionFiles.map((file) => serviceReference(readFileSync(file, 'utf8'), file));
    return new Evidence(new TemplateSet(templates), new ActionCatalogue(references), {
      ...(tenantData && { tenantData }),
      ...(tenantTag !== undefined && { tenantTag }),
    });
  }
}

function directoryOf([first]: readonly string[]): string | undefined {
  return first === undefined ? undefined : dirname(first);
}

/** The account of a local AWS. */
const LOCAL_ACCOUNT = '000000000000';

/** Every stack with a resource has the marker of the local form, and no stack has a real account. One marker must not exempt all other stacks from the rules. */
function isLocalAsAWhole({ localStacks, templates }: Assembly): boolean {
  return templates
    .filter(({ template }) => Object.keys((own(template, 'Resources') ?? {}) as JsonObject).length > 0)
    .every(({ stackName, account = LOCAL_ACCOUNT }) => localStacks.includes(stackName) && account === LOCAL_ACCOUNT);
}

function refusedAsMixed(assembly: Assembly): PolicyValidationPluginReport {
  const { violations } = notJudged(assembly);
  const description =
    'The rules did not run: only some stacks are in the local form, or a stack in the local form has a real account.';
  const fix = `Apply LocalCloud to the whole app and use only account ${LOCAL_ACCOUNT}. Or remove the metadata bulkhead:local-form from the stack.`;
  return { success: false, violations: violations.map((one) => ({ ...one, description, fix, severity: 'error' })) };
}

/** A warning that fails nothing: the local form would give false findings, and a clean report would be false too. */
function notJudged({ localStacks, templateFiles }: Assembly): PolicyValidationPluginReport {
  return {
    success: true,
    violations: [
      {
        ruleName: 'local-form',
        description:
          'The rules did not run: this is the local form of the app. LocalCloud removed what a local AWS does not support.',
        fix: 'Synthesize without -c local-endpoint: the rules judge the AWS form.',
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
