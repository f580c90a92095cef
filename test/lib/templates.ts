// Reading synthesised templates: intrinsics as text, statements by Sid, what a role may do.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Environment, type IStackSynthesizer, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import cdkJson from '../../cdk.json';

/** The feature flags of this repository's app. A user may have them, or none. */
export const FLAGS: { readonly [flag: string]: unknown } = cdkJson.context;

export const WITH_AND_WITHOUT_FLAGS = [
  ['the flags of cdk.json', FLAGS],
  ['no flags', {}],
] as const;

/** To copy the code of functions is a quarter of the time of a synthesis. Tests that read the copies use `STAGED` as flags. */
const UNSTAGED = { 'aws:cdk:disable-asset-staging': true };
export const STAGED = { 'aws:cdk:disable-asset-staging': false };

export const ENVIRONMENT_OF_TESTS: Environment = { account: '111122223333', region: 'eu-central-1' };

export interface StackOptions {
  readonly flags?: { readonly [flag: string]: unknown };
  readonly env?: Environment;
  readonly synthesizer?: IStackSynthesizer;
}

const outputs = mkdtempSync(join(tmpdir(), 'bulkhead-synth-'));
let outputCount = 0;
afterAll(() => rmSync(outputs, { recursive: true, force: true }));

export function newApp(flags: StackOptions['flags'] = FLAGS): App {
  return new App({ treeMetadata: false, context: { ...UNSTAGED, ...flags }, outdir: join(outputs, String(outputCount++)) });
}

export function newStack(options: StackOptions = {}, id = 'Stack', app = newApp(options.flags)): Stack {
  return new Stack(app, id, { env: options.env, synthesizer: options.synthesizer });
}

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: properties are as many as there are resource types
  readonly Properties: any;
  readonly DependsOn?: string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface Template {
  readonly Resources: { readonly [id: string]: Resource };
  readonly Outputs?: { readonly [id: string]: { readonly Value: unknown; readonly Export?: { readonly Name: unknown } } };
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action?: string | string[];
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: { readonly [operator: string]: { readonly [key: string]: unknown } };
}

/** Synthesises the whole app and returns this stack's template. */
export function synthesise(stack: Stack): Template {
  const assembly = quietly(() => (stack.node.root as App).synth());
  return JSON.parse(readFileSync(join(assembly.directory, stack.templateFile), 'utf8'));
}

/** CDK prints its report of warnings at each synth. */
export function quietly<T>(work: () => T): T {
  const { error, warn } = console;
  console.error = console.warn = () => {};
  try {
    return work();
  } finally {
    Object.assign(console, { error, warn });
  }
}

export function resourcesOf(template: Template, type: string): [string, Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

/** The only resource of a type, or the only one whose logical id matches. */
export function only(template: Template, type: string, id = /./): Resource {
  const found = resourcesOf(template, type).filter(([name]) => id.test(name));
  if (found.length !== 1) throw new Error(`${found.length} of ${type} match ${id}: ${found.map(([name]) => name).join(', ')}`);
  return found[0]?.[1] as Resource;
}

/** Logical id of an L1 or of an L2's main resource. */
export function logicalId(construct: Construct): string {
  const stack = Stack.of(construct);
  return stack.resolve(stack.getLogicalId((construct.node.defaultChild ?? construct) as never));
}

/** Intrinsics as text: `<Id>`, `<Id.Attribute>`, `<import Name>`; everything else as it is. */
export function readable<T = unknown>(value: unknown): T {
  return text(value) as T;
}

function text(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(text);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  if (entries.length === 1) {
    if (name === 'Ref') return `<${argument}>`;
    if (name === 'Fn::GetAtt') return `<${(argument as string[]).join('.')}>`;
    if (name === 'Fn::ImportValue') return `<import ${argument}>`;
    if (name === 'Fn::Sub') return (argument as string).replace(/\$\{([^}]*)\}/g, '<$1>');
    if (name === 'Fn::Join') {
      const [separator, parts] = argument as [string, unknown[]];
      // Parts may be an intrinsic themselves, such as Fn::Split.
      return Array.isArray(parts) ? parts.map(text).join(separator) : `<${JSON.stringify(text(parts))}>`;
    }
  }
  return Object.fromEntries(entries.map(([key, one]) => [key, text(one)]));
}

export function actionsOf(statement: Statement): string[] {
  return statement.Action === undefined ? [] : [statement.Action].flat();
}

export function bySid(statements: readonly Statement[], sid: string): Statement {
  const found = statements.filter((statement) => statement.Sid === sid);
  if (found.length !== 1)
    throw new Error(`${found.length} statements ${sid} among ${statements.map((one) => one.Sid).join(', ')}`);
  return readable(found[0]);
}

/** Statements of all identity policies attached to the role with this logical id, in readable form. */
export function identityStatements(template: Template, roleId: string): Statement[] {
  const inline = readable<Statement[]>(
    (template.Resources[roleId]?.Properties.Policies ?? []).flatMap(
      (policy: { PolicyDocument: { Statement: [] } }) => policy.PolicyDocument.Statement,
    ),
  );
  const attached = Object.values(template.Resources)
    .filter(({ Type }) => Type === 'AWS::IAM::ManagedPolicy' || Type === 'AWS::IAM::Policy')
    .filter(({ Properties }) => readable<string[]>(Properties.Roles ?? []).includes(`<${roleId}>`))
    .flatMap(({ Properties }) => readable<Statement[]>(Properties.PolicyDocument.Statement));
  return [...inline, ...attached];
}

/** Sorted `action resource` pairs of what an identity may do, for exact comparisons. */
export function rights(statements: readonly Statement[]): string[] {
  return statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap((statement) =>
      actionsOf(statement).flatMap((action) => [statement.Resource].flat().map((resource) => `${action} ${resource}`)),
    )
    .sort();
}
