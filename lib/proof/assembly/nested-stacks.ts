// Templates of nested stacks. The command line tool notes their files in the resource's metadata; without it, the hash at the end
// of the TemplateURL is the key of a file in an asset manifest.

import { type Json, type JsonObject, own } from '../template/template';
import type { Folder } from './folder';

export interface NestedTemplate {
  readonly logicalId: string;
  readonly templateFile: string;
  readonly template: JsonObject;
}

/** Those of which the assembly has the template; others come from elsewhere. */
export function nestedTemplates(template: JsonObject, folder: Folder, assets: ReadonlyMap<string, string>): NestedTemplate[] {
  return Object.entries((own(template, 'Resources') ?? {}) as JsonObject).flatMap(([logicalId, resource]) => {
    if (own(resource, 'Type') !== 'AWS::CloudFormation::Stack') return [];
    const noted = own(own(resource, 'Metadata'), 'aws:asset:path');
    const url = JSON.stringify(own(own(resource, 'Properties'), 'TemplateURL') ?? '');
    const templateFile = typeof noted === 'string' ? noted : assets.get(/([0-9a-f]{64})\.json/.exec(url)?.[1] ?? '');
    return templateFile === undefined ? [] : [{ logicalId, templateFile, template: folder.readObject(templateFile) }];
  });
}

/** Files by hash, of all asset manifests of one assembly. */
export function assetFiles(folder: Folder): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const artifacts = (own(folder.readObject('manifest.json'), 'artifacts') ?? {}) as JsonObject;
  for (const artifact of Object.values(artifacts)) {
    const file = own(own(artifact, 'properties'), 'file');
    if (own(artifact, 'type') !== 'cdk:asset-manifest' || typeof file !== 'string') continue;
    for (const [hash, asset] of Object.entries((own(folder.readObject(file), 'files') ?? {}) as JsonObject)) {
      const path: Json | undefined = own(own(asset, 'source'), 'path');
      if (typeof path === 'string') files.set(hash, path);
    }
  }
  return files;
}
