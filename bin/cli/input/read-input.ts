// What the command is pointed at: cloud assemblies, directories of templates, templates, standard input.

import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { type Acknowledgement, type Assembly, acknowledgementsIn, isLocalForm, readAssembly } from '../../../lib/proof/assembly';
import type { JsonObject, NamedTemplate } from '../../../lib/proof/template';
import { below } from './below';
import { contents } from './contents';
import { InputError } from './error';
import { localChildren } from './nested';
import { isTemplate, type Note, parseDocumentOf, parseTemplate } from './parse-template';

export interface Input extends Omit<Assembly, 'localStacks' | 'missingLookups'> {
  /** What was seen and left out, or is known in part only: a sentence each. */
  readonly notes: readonly string[];
  /** Files of a directory that look like templates and cannot be read. */
  readonly unreadable: readonly InputError[];
}

/** Two nested stacks in each template, twenty deep, would be a million. */
const MAX_TEMPLATES = 2000;

const NOTHING = 'a cloud assembly (cdk.out), a directory of templates, a template, or - for standard input';

/** @param stdin read only if a path is `-`. @throws InputError */
export function readInput(paths: readonly string[], stdin: () => string): Input {
  if (paths.length === 0) throw new InputError('no path was given', NOTHING, 'give a path, such as cdk.out');
  const reading = new Reading();
  for (const path of paths) {
    if (path === '-') reading.addFile(stdin(), 'stdin', 'standard input');
    else if (!existsSync(path))
      throw new InputError(`${path} does not exist`, NOTHING, 'correct the path, or run cdk synth first');
    else if (!statSync(path).isDirectory()) reading.addFile(contents(path), nameOf(path), path, dirname(path));
    else if (existsSync(join(path, 'manifest.json'))) reading.addAssembly(path);
    else reading.addDirectory(path);
  }
  return reading.result();
}

class Reading {
  private readonly templates = new Map<string, NamedTemplate>();
  private readonly acknowledgements: Acknowledgement[] = [];
  private readonly templateFiles = new Map<string, string>();
  private readonly notes: string[] = [];
  private readonly unreadable: InputError[] = [];
  private readonly note = (sentence: string): void => void this.notes.push(sentence);

  /** A template alone. Nested stacks whose templates lie in its directory or below it are joined. */
  public addFile(text: string, name: string, file: string, folder?: string): void {
    const template = parseTemplate(text, file, this.note);
    const childOf = (path: string): JsonObject | undefined => {
      const isWithin = folder !== undefined && !relative(resolve(folder), path).startsWith('..');
      if (!isWithin || !statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
      const parsed = parsedOrNote(contents(path), path, this.note);
      return isTemplate(parsed) ? parsed : undefined;
    };
    this.add(template, name, file, childOf);
  }

  private add(template: JsonObject, name: string, file: string, childOf: (path: string) => JsonObject | undefined): void {
    const stackName = this.addOne(template, name, file);
    this.addChildren(stackName, template, file, childOf, [resolve(file)]);
  }

  private addOne(template: JsonObject, name: string, file: string, nestedIn?: NamedTemplate['nestedIn']): string {
    if (isLocalForm(template)) throw localForm(file);
    let stackName = name;
    for (let number = 2; this.templates.has(stackName); number += 1) stackName = `${name}-${number}`;
    this.templates.set(stackName, { stackName, template, ...(nestedIn && { nestedIn }) });
    this.templateFiles.set(stackName, file);
    this.acknowledgements.push(...acknowledgementsIn(stackName, template));
    return stackName;
  }

  /** @param around files of the stacks that the template is nested in: one that is nested in itself ends here */
  private addChildren(
    stackName: string,
    template: JsonObject,
    file: string,
    childOf: (path: string) => JsonObject | undefined,
    around: readonly string[],
  ): void {
    for (const child of localChildren(template, file)) {
      const found = around.includes(child.file) || this.templates.size >= MAX_TEMPLATES ? undefined : childOf(child.file);
      if (found === undefined) continue;
      const nestedIn = { stackName, logicalId: child.logicalId };
      const name = this.addOne(found, `${stackName}-${child.logicalId}`, child.file, nestedIn);
      this.addChildren(name, found, child.file, childOf, [...around, child.file]);
    }
  }

  public addAssembly(path: string): void {
    const { templates, acknowledgements, templateFiles, localStacks, missingLookups } = readAssembly(path);
    if (localStacks.length > 0) throw localForm(`${path} (${localStacks.join(', ')})`);
    const [missing] = missingLookups;
    if (missing !== undefined)
      throw new InputError(
        `${path} holds dummy values: ${missingLookups.length} context lookups are missing, such as ${missing}`,
        'an assembly without missing context lookups',
        'run npx cdk synth with credentials, and commit the cdk.context.json that it writes',
      );
    if (templates.length === 0)
      throw new InputError(`${path} has no stacks`, 'an assembly with stacks', 'correct the app: it creates no stack');
    for (const template of templates) {
      const { stackName } = template;
      if (this.templates.has(stackName)) {
        throw new InputError(
          `${path} has a stack ${stackName}, and so has an earlier path`,
          'paths of one app, in which each stack has its own name',
          'run the command once for each path',
        );
      }
      this.templates.set(stackName, template);
      this.templateFiles.set(stackName, templateFiles.get(stackName) ?? path);
    }
    this.acknowledgements.push(...acknowledgements);
  }

  /** With all that lies below it. */
  public addDirectory(path: string): void {
    const { files, assemblies, skipped } = below(path);
    const readable = files.filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
    const before = this.templates.size;
    const parsed = new Map<string, JsonObject>();
    for (const file of readable) {
      try {
        const one = parsedOrNote(contents(file), file, this.note);
        if (isTemplate(one)) parsed.set(resolve(file), one);
        else this.notes.push(`${file} is not a template${one === undefined ? '' : ': it has no Resources'}`);
      } catch (error) {
        // The others are judged: the command ends with 2 then.
        if (!(error instanceof InputError)) throw error;
        this.unreadable.push(error);
      }
    }
    const children = new Set([...parsed].flatMap(([file, template]) => localChildren(template, file).map((child) => child.file)));
    for (const file of readable) {
      const template = parsed.get(resolve(file));
      if (template !== undefined && !children.has(resolve(file)))
        this.add(template, nameOf(file), file, (path) => parsed.get(path));
    }
    // Templates that are nested in each other only.
    const added = new Set([...this.templateFiles.values()].map((file) => resolve(file)));
    for (const file of readable) {
      const template = parsed.get(resolve(file));
      if (template !== undefined && !added.has(resolve(file))) this.add(template, nameOf(file), file, () => undefined);
    }
    for (const inner of assemblies) this.addAssembly(inner);
    for (const inner of skipped)
      this.notes.push(`the directory ${inner} was not read: give it as a PATH if its templates belong to the app`);
    if (this.templates.size > before) return;
    const [first] = this.unreadable;
    if (first !== undefined) throw first;
    throw new InputError(
      `${path} has no template in it (${readable.length} files of JSON or YAML, and no manifest.json)`,
      'a cloud assembly, or files with Resources: *.json, *.yaml, *.yml, *.template, *.cfn',
      'run cdk synth first, or give another directory',
    );
  }

  public result(): Input {
    const { acknowledgements, templateFiles, notes, unreadable } = this;
    return { templates: [...this.templates.values()], acknowledgements, templateFiles, notes, unreadable };
  }
}

/** Undefined for what is broken and does not look like a template. */
function parsedOrNote(text: string, path: string, note: Note): unknown {
  try {
    return parseDocumentOf(text, path, note);
  } catch (error) {
    // A broken template that is passed over would be a proof of less than what is deployed.
    if (error instanceof InputError && !/\bResources\b/.test(text)) return undefined;
    throw error;
  }
}

/** Its verdicts would be false alarms: it lacks what keeps tenants apart, on purpose. */
function localForm(what: string): InputError {
  return new InputError(
    `${what} is the local form of the app: LocalCloud left out what a local AWS does not support`,
    'the AWS form: the rules are only for the AWS form',
    'synthesize without -c local-endpoint, and give that directory',
  );
}

/** `network.template.json` is the template of `network`. */
function nameOf(path: string): string {
  return (
    basename(path)
      .replace(/(?:\.(?:json|ya?ml|template|cfn))+$/i, '')
      .replace(/[^\w-]+/g, '-') || 'template'
  );
}
