// An app in its AWS form and in its local form, as the tests of LocalCloud compare them.
import { readdirSync, readFileSync } from 'node:fs';
import type { App } from 'aws-cdk-lib/core';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { LocalCloud } from '../../../lib';
import { newApp, quietly, type Template } from '../templates';

export const ENDPOINT = 'https://localhost:4566';

export interface Local {
  readonly app: App;
  readonly changes: readonly string[];
  /** Templates of the whole assembly, nested ones too, by file name. */
  readonly templates: { readonly [file: string]: Template };
}

/** @param build what the app has in it */
export function local(build: (app: App) => void): Local {
  const app = newApp();
  build(app);
  const localCloud = LocalCloud.applyTo(app, { endpoint: ENDPOINT });
  const templates = synthesised(app);
  return { app, templates, changes: localCloud.changes.map(({ path, change }) => `${path} ${change}`) };
}

export function synthesised(app: App): Local['templates'] {
  return templatesOf(quietly(() => app.synth()));
}

function templatesOf({ directory }: CloudAssembly): Local['templates'] {
  const files = readdirSync(directory, { recursive: true }) as string[];
  return Object.fromEntries(
    files
      .filter((file) => file.endsWith('.template.json'))
      .map((file) => [file, JSON.parse(readFileSync(`${directory}/${file}`, 'utf8'))]),
  );
}

/** Of an app with one stack. */
export function onlyTemplate({ templates }: Pick<Local, 'templates'>): Template {
  const [template, ...others] = Object.values(templates);
  if (template === undefined || others.length > 0) throw new Error('expected one template');
  return template;
}

/** Ids of warnings, with the path of the construct that has them. */
export function warnings(app: App): string[] {
  return app.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata
        .filter(({ type }) => type === 'aws:cdk:warning')
        .map(({ data }) => `${node.path} ${/\[ack: (?:Annotation::)?(.*)\]$/.exec(String(data))?.[1]}`),
    );
}
