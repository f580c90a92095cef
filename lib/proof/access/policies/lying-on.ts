// Several documents that lie on one resource, as one: each says something of its own part, and of one that only may lie there nobody
// knows whether it applies.

import { isObject, type Json, list, own, texts } from '../../template';
import type { PolicyDocument } from './documents';
import { ELSEWHERE } from './elsewhere';

export interface LyingOn {
  readonly document: PolicyDocument;
  /** Otherwise it lies there if a name that is not known is the resource's. */
  readonly isCertain: boolean;
}

/** Undefined if the one there is says all by itself. */
export function asOne(arn: string, lying: readonly LyingOn[]): Json | undefined {
  const [first, second] = lying;
  if (first !== undefined && second === undefined && first.isCertain && first.document.part === undefined) return undefined;
  const hasStream = lying.some(({ document }) => document.part === 'stream');
  const statements = lying.flatMap((one) =>
    list(own(one.document.policy.document, 'Statement')).flatMap((statement) =>
      isObject(statement) ? [adapted(arn, one, statement, hasStream)] : [],
    ),
  );
  return { Version: '2012-10-17', Statement: statements };
}

function adapted(
  arn: string,
  { document: { part, holder }, isCertain }: LyingOn,
  statement: { readonly [name: string]: Json },
  hasStream: boolean,
): Json {
  const isDeny = own(statement, 'Effect') === 'Deny';
  const isSure = isCertain && part !== 'access point' && !(isDeny && part === 'replica');
  const resources = texts(own(statement, 'Resource')).flatMap((text) => about(arn, part, text, isDeny && hasStream));
  const made = resources.length === 0 ? statement : { ...statement, Resource: resources };
  return isSure ? made : { ...made, Condition: doubted(own(statement, 'Condition'), holder.id) };
}

/** What a text is about, as ARNs of the resource: `*` is all of the part, and nothing of another. */
function about(arn: string, part: PolicyDocument['part'], text: string, isBesideStream: boolean): string[] {
  if (part === 'stream') return [text === '*' ? `${arn}/stream/*` : text];
  if (part === 'access point') {
    // Objects through an access point are `<its ARN>/object/<key>` (S3 User Guide: access points, ARNs).
    const [, key] = /\/object(\/.*)$/.exec(text) ?? [];
    return [text === '*' ? text : `${arn}${key ?? ''}`];
  }
  return isBesideStream && text === '*' ? [arn, `${arn}/index/*`] : [text];
}

function doubted(condition: Json | undefined, name: string): Json {
  const written = isObject(condition) ? condition : {};
  const equals = own(written, 'StringEquals');
  return { ...written, StringEquals: { ...(isObject(equals) ? equals : {}), [ELSEWHERE]: name } };
}
