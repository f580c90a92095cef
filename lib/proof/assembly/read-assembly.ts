// A cloud assembly (`cdk.out`): the templates of all its stacks, in stages and nested in each other, where each is deployed, and
// what has been acknowledged.

import { join } from 'node:path';
import type { JsonObject, NamedTemplate } from '../template/template';
import { type Acknowledgement, acknowledgementsIn } from './acknowledgements';
import { AssemblyError } from './error';
import { Folder } from './folder';
import { isLocalForm } from './local-form';
import { assetFiles, nestedTemplates } from './nested-stacks';
import { stacksOf } from './stacks';
import { uniqueNames } from './unique-names';

export interface Assembly {
  /** Of each stack once, under a name that is unique among them. */
  readonly templates: readonly NamedTemplate[];
  readonly acknowledgements: readonly Acknowledgement[];
  /** Paths of files, absolute, by the templates' `stackName`. */
  readonly templateFiles: ReadonlyMap<string, string>;
  /** Names of stacks in local form. Nothing true can be said of an app that has one. */
  readonly localStacks: readonly string[];
  /** Keys of look-ups that nobody has made, each once. The templates hold dummy values for them. */
  readonly missingLookups: readonly string[];
}

/** More than a stack may be nested in: a template that is its own nested stack would never end. */
const MAX_NESTED = 20;

/** Two nested stacks in each template, twenty deep, would be a million. */
const MAX_TEMPLATES = 2000;

/** @throws AssemblyError for what is no assembly, is not whole, or leads out of the directory */
export function readAssembly(directory: string): Assembly {
  const found = stacksOf(Folder.open(directory));
  // A symbol of a resource, `stack/LogicalId`, must have one slash.
  const names = uniqueNames(
    found.map(({ stackName, displayName, artifactId }) => [
      stackName,
      displayName.replace(/ \(.*\)$/, '').replace(/[^\w-]+/g, '-'),
      artifactId.replace(/[^\w-]+/g, '-'),
    ]),
  );
  const templates: NamedTemplate[] = [];
  const templateFiles = new Map<string, string>();
  const localStacks: string[] = [];
  const taken = new Set(names);
  const assetsOf = new Map<string, ReadonlyMap<string, string>>();
  for (const [index, stack] of found.entries()) {
    const { folder, account, region, template, templateFile } = stack;
    const stackName = names[index] ?? stack.stackName;
    const assets = assetsOf.get(folder.path) ?? assetFiles(folder);
    assetsOf.set(folder.path, assets);
    const place = { ...(account !== undefined && { account }), ...(region !== undefined && { region }) };
    const add = (named: NamedTemplate, file: string, depth: number): void => {
      if (depth > MAX_NESTED) {
        throw new AssemblyError(
          `stacks of ${file} are nested more than ${MAX_NESTED} deep`,
          'no stack that is nested in itself',
          'correct the aws:asset:path of the AWS::CloudFormation::Stack resources in this file',
        );
      }
      if (templates.length === MAX_TEMPLATES) {
        throw new AssemblyError(
          `${directory} has more than ${MAX_TEMPLATES} stacks (a nested stack counts each time it is used)`,
          `at most ${MAX_TEMPLATES} stacks`,
          'run the command once for each stage, with the directory of that stage',
        );
      }
      templates.push(named);
      if (isLocalForm(named.template) || (depth === 0 && stack.hasLocalChanges)) localStacks.push(named.stackName);
      templateFiles.set(named.stackName, join(folder.path, file));
      for (const nested of nestedTemplates(named.template, folder, assets)) {
        const nestedIn = { stackName: named.stackName, logicalId: nested.logicalId };
        let name = `${named.stackName}-${nested.logicalId}`;
        while (taken.has(name)) name += '-nested';
        taken.add(name);
        add({ stackName: name, template: nested.template, ...place, nestedIn }, nested.templateFile, depth + 1);
      }
    };
    const deployed = { deployedName: stack.stackName, parameters: stack.parameters, constructPaths: stack.constructPaths };
    add({ stackName, ...deployed, template, ...place }, templateFile, 0);
  }
  return {
    templates,
    acknowledgements: [
      ...found.flatMap(({ acknowledgements }) => acknowledgements),
      ...templates.flatMap(({ stackName, template }: { stackName: string; template: JsonObject }) =>
        acknowledgementsIn(stackName, template),
      ),
    ],
    templateFiles,
    localStacks,
    missingLookups: [...new Set(found.flatMap(({ missingLookups }) => missingLookups))],
  };
}
