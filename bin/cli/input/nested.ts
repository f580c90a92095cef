// Nested stacks whose template is a file beside the one that names it, as `aws cloudformation package` and AWS SAM take it.

import { dirname, resolve } from 'node:path';
import { type Json, type JsonObject, own } from '../../../lib/proof/template';

/** The property that names the template, by type. */
const PROPERTIES: ReadonlyMap<Json | undefined, string> = new Map([
  ['AWS::CloudFormation::Stack', 'TemplateURL'],
  ['AWS::Serverless::Application', 'Location'],
]);

export interface LocalChild {
  readonly logicalId: string;
  /** Absolute. */
  readonly file: string;
}

/** Those that are paths. A URL says nothing of a file here. */
export function localChildren(template: JsonObject, file: string): LocalChild[] {
  return Object.entries((own(template, 'Resources') ?? {}) as JsonObject).flatMap(([logicalId, resource]) => {
    const property = PROPERTIES.get(own(resource, 'Type'));
    const path = property === undefined ? undefined : own(own(resource, 'Properties'), property);
    if (typeof path !== 'string' || path === '' || /^[a-z][a-z0-9+.-]*:/i.test(path)) return [];
    return [{ logicalId, file: resolve(dirname(file), path) }];
  });
}
