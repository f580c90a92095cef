// The stacks of a manifest, its nested assemblies' too, with the stacks nested in their templates.

import { isObject, type Json, type JsonObject, own } from '../template/template';
import { type Acknowledgement, acknowledgementsOfMetadata } from './acknowledgements';
import { AssemblyError } from './error';
import type { Folder } from './folder';
import { tellsLocalChanges } from './local-form';

export interface FoundStack {
  readonly artifactId: string;
  readonly stackName: string;
  /** Construct path: `Stage/Stack`. */
  readonly displayName: string;
  readonly account?: string;
  readonly region?: string;
  readonly parameters: { readonly [name: string]: string };
  readonly folder: Folder;
  readonly templateFile: string;
  readonly template: JsonObject;
  readonly acknowledgements: readonly Acknowledgement[];
  /** Whether its metadata tells of changes by `LocalCloud`. */
  readonly hasLocalChanges: boolean;
  /** Construct paths by logical id: templates have them only if the CDK CLI asked for it. */
  readonly constructPaths: { readonly [logicalId: string]: string };
  /** Keys of the look-ups of its assembly that nobody has made: its template holds dummy values for them. */
  readonly missingLookups: readonly string[];
}

export function stacksOf(folder: Folder, read: Set<string> = new Set()): FoundStack[] {
  if (read.has(folder.path)) {
    throw new AssemblyError(
      `the assembly ${folder.path} is nested in itself, or in two others`,
      'each assembly nested only once',
      'run `cdk synth` again into an empty directory',
    );
  }
  read.add(folder.path);
  const manifest = folder.readObject('manifest.json');
  const artifacts = own(manifest, 'artifacts') ?? {};
  const missing = own(manifest, 'missing');
  const missingLookups = (Array.isArray(missing) ? missing : []).map((one: Json) => String(own(one, 'key') ?? 'a look-up'));
  return Object.entries(artifacts as JsonObject).flatMap(([id, artifact]) => {
    const properties = own(artifact, 'properties') ?? {};
    switch (own(artifact, 'type')) {
      case 'aws:cloudformation:stack':
        return [{ ...stackOf(folder, id, artifact, properties), missingLookups }];
      case 'cdk:cloud-assembly':
        return stacksOf(folder.folder(text(properties, 'directoryName', folder, id)), read);
      default:
        return [];
    }
  });
}

function stackOf(folder: Folder, artifactId: string, artifact: Json, properties: Json): Omit<FoundStack, 'missingLookups'> {
  const templateFile = text(properties, 'templateFile', folder, artifactId);
  const environment = own(artifact, 'environment');
  const [account = '', region = ''] = (typeof environment === 'string' ? environment : '').replace(/^aws:\/\//, '').split('/');
  const isKnown = (part: string) => part !== '' && !part.startsWith('unknown-') && !part.startsWith('current_');
  const parameters = own(properties, 'parameters');
  const stackName = own(properties, 'stackName');
  const displayName = own(artifact, 'displayName');
  const metadataFile = own(artifact, 'additionalMetadataFile');
  const metadata = [own(artifact, 'metadata'), ...(typeof metadataFile === 'string' ? [folder.readObject(metadataFile)] : [])];
  return {
    artifactId,
    stackName: typeof stackName === 'string' ? stackName : artifactId,
    displayName: typeof displayName === 'string' ? displayName : artifactId,
    ...(isKnown(account) && { account }),
    ...(isKnown(region) && { region }),
    parameters: Object.fromEntries(
      Object.entries(isObject(parameters) ? parameters : {}).filter((one): one is [string, string] => typeof one[1] === 'string'),
    ),
    folder,
    templateFile,
    template: folder.readObject(templateFile),
    acknowledgements: metadata.flatMap(acknowledgementsOfMetadata),
    hasLocalChanges: metadata.some(tellsLocalChanges),
    constructPaths: Object.assign(Object.create(null), ...metadata.map(pathsOfMetadata)),
  };
}

function pathsOfMetadata(metadata: Json | undefined): { readonly [logicalId: string]: string } {
  const paths: { [logicalId: string]: string } = Object.create(null);
  for (const [path, entries] of Object.entries(isObject(metadata) ? metadata : {})) {
    for (const entry of Array.isArray(entries) ? (entries as readonly Json[]) : []) {
      const logicalId = own(entry, 'data');
      if (own(entry, 'type') === 'aws:cdk:logicalId' && typeof logicalId === 'string') paths[logicalId] = path.replace(/^\//, '');
    }
  }
  return paths;
}

function text(properties: Json, name: string, folder: Folder, artifactId: string): string {
  const value = own(properties, name);
  if (typeof value === 'string' && value !== '') return value;
  throw new AssemblyError(
    `artifact ${artifactId} of ${folder.path} has no ${name}`,
    'an artifact in the form that CDK writes',
    'run `cdk synth` again, with a CDK version that this library supports',
  );
}
