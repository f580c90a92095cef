// What somebody has looked at and accepted: by CDK's acknowledgements, or in a plain template by a resource's metadata.

import { isObject, type Json, type JsonObject, own } from '../template/template';

export interface Acknowledgement {
  /** A construct's path as templates have it, `Stack/Construct`; or a resource's id in the set, `stack/LogicalId`. */
  readonly path: string;
  /** As it is recorded: CDK puts `Annotation::` before an id that has no `::` of its own. */
  readonly id: string;
  readonly reason: string;
}

/** Of construct paths (`/Stack/Construct`) to lists of entries: a manifest's `metadata`, or a stack's metadata file. */
export function acknowledgementsOfMetadata(metadata: Json | undefined): Acknowledgement[] {
  if (!isObject(metadata)) return [];
  return Object.entries(metadata).flatMap(([path, entries]) =>
    (Array.isArray(entries) ? (entries as readonly Json[]) : [])
      .filter((entry) => own(entry, 'type') === 'aws:cdk:acknowledged-rules')
      .flatMap((entry) => reasons(path.replace(/^\//, ''), own(entry, 'data'))),
  );
}

/** Of a template's resources: `Metadata: { "cdk-bulkhead": { "acknowledge": { "<id>": "<reason>" } } }`. */
export function acknowledgementsIn(stackName: string, template: JsonObject): Acknowledgement[] {
  return Object.entries((own(template, 'Resources') ?? {}) as JsonObject).flatMap(([logicalId, resource]) =>
    reasons(`${stackName}/${logicalId}`, own(own(own(resource, 'Metadata'), 'cdk-bulkhead'), 'acknowledge')),
  );
}

function reasons(path: string, data: Json | undefined): Acknowledgement[] {
  if (!isObject(data)) return [];
  return Object.entries(data).map(([id, reason]) => ({ path, id, reason: typeof reason === 'string' ? reason : '' }));
}
