// The reference app's templates, by stack.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App, Environment } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { buildReference, type ReferenceOptions } from '../../examples/reference/app';
import { newApp, quietly, type Template } from '../lib/templates';

export type Templates = { readonly [stack: string]: Template };

export interface ReferenceForm {
  readonly flags?: { readonly [flag: string]: unknown };
  readonly env?: Environment;
  readonly options?: ReferenceOptions;
  /** What is done to the finished app before it is synthesised. */
  readonly finish?: (app: App) => void;
}

export function synthesiseReference({ flags, env, options, finish }: ReferenceForm = {}): {
  app: App;
  assembly: CloudAssembly;
  templates: Templates;
} {
  const app = newApp(flags);
  buildReference(app, { env, ...options });
  finish?.(app);
  const assembly = quietly(() => app.synth());
  const templates = Object.fromEntries(
    assembly.stacks.map(({ stackName, templateFile }) => [
      stackName,
      JSON.parse(readFileSync(join(assembly.directory, templateFile), 'utf8')),
    ]),
  );
  return { app, assembly, templates };
}
