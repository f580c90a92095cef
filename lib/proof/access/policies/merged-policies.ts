// Merges several policy documents of one resource into one. Each document decides only about its part of the resource. A document with an
// unknown target may or may not apply.

import { isObject, type Json, type JsonObject, list, own, texts } from '../../template';
import type { PolicyDocument } from './documents';
import { undecided } from './variants';

export interface AttachedDocument {
  readonly document: PolicyDocument;
  /** False if it applies only if an unknown name is the resource's. */
  readonly isCertain: boolean;
}

/** Undefined if there is a single document that needs no change. */
export function merged(arn: string, attached: readonly AttachedDocument[]): Json | undefined {
  const [first, second] = attached;
  if (first !== undefined && second === undefined && first.isCertain && first.document.part === undefined) return undefined;
  const hasStream = attached.some(({ document }) => document.part === 'stream');
  const statements = attached.flatMap((one) =>
    list(own(one.document.policy.document, 'Statement')).flatMap((statement) =>
      isObject(statement) ? [adapted(arn, one, statement, hasStream)] : [],
    ),
  );
  return { Version: '2012-10-17', Statement: statements };
}

function adapted(
  arn: string,
  { document: { part }, isCertain }: AttachedDocument,
  statement: JsonObject,
  hasStream: boolean,
): Json {
  const isDeny = own(statement, 'Effect') === 'Deny';
  const isSure = isCertain && part !== 'access point' && !(isDeny && part === 'replica');
  const resources = texts(own(statement, 'Resource')).flatMap((text) => about(arn, part, text, isDeny && hasStream));
  const made = resources.length === 0 ? statement : { ...statement, Resource: resources };
  return isSure ? made : undecided(made);
}

/** The ARNs of the resource that a text covers. `*` covers all of the document's part, and no other part. */
function about(arn: string, part: PolicyDocument['part'], text: string, isBesideStream: boolean): string[] {
  if (part === 'stream') return [text === '*' ? `${arn}/stream/*` : text];
  if (part === 'access point') {
    // The ARN of an object through an access point is `<ARN of the access point>/object/<key>` (S3 User Guide: access points, ARNs).
    const [, key] = /\/object(\/.*)$/.exec(text) ?? [];
    return [text === '*' ? text : `${arn}${key ?? ''}`];
  }
  return isBesideStream && text === '*' ? [arn, `${arn}/index/*`] : [text];
}
