// The tags that policies compare, as they write them: who may set one decides what those policies say.

import { memoized } from '../../collections';
import { matches, mayBeAbout, type Pattern, type Policy, pattern, type Statement, statementsOf } from '../../iam';
import { type Json, list, own, type Resource, symbol, texts } from '../../template';
import type { Access } from '../access';
import type { Identity } from '../identities/identity';

/** Keys of the tags of roles and users that decide about what an identity may do, by its own policies and by those of resources. */
export function comparedPrincipalTags({ policies }: Access, { identity, boundary }: Identity): string[] {
  const ofResources = policies.documents.flatMap(({ kind, policy, malformed }) =>
    kind === 'identity' || malformed !== undefined ? [] : [policy],
  );
  return [...new Set([...identity, ...(boundary ? [boundary] : []), ...ofResources].flatMap(principalTagsIn))];
}

function principalTagsIn({ document }: Policy): readonly string[] {
  return typeof document !== 'object' || document === null ? [] : principalTagsOf(document);
}

const principalTagsOf = memoized((document: object): readonly string[] =>
  [...JSON.stringify(document).matchAll(/aws:PrincipalTag\/([^"{},]+)/gi)].flatMap(([, key]) => key?.trim() ?? []),
);

export interface ComparedTag {
  readonly key: string;
  /** Of an object in a bucket, not of the bucket. */
  readonly isOfObject: boolean;
}

const RESOURCE_TAG = /(?:[\w-]+:(?:ResourceTag|BucketTag)|s3:(ExistingObjectTag))\/([^"{},]+)/gi;

/** Keys of the tags that a resource is let or refused by: in its own policy, and where others' speak of it and of its service. */
export function comparedResourceTags(
  { identities, policies, templates }: Access,
  resource: Resource,
  service: string,
): ComparedTag[] {
  const arn = templates.attributeOf(resource, 'Arn');
  const arns = [arn, `${arn}/${symbol('whatever is in it')}`];
  const itsOwn = policies.of(resource);
  const others = [...new Set(identities.flatMap(({ identity }) => identity))];
  return [...(itsOwn ? [itsOwn] : []), ...others].flatMap((policy) =>
    statementsWithTags(policy).flatMap(({ statement, services, tags }) =>
      services.some((one) => matches(one, service) !== false) && mayBeAbout(statement, arns) ? tags : [],
    ),
  );
}

interface WithTags {
  readonly statement: Statement;
  readonly services: readonly Pattern[];
  readonly tags: readonly ComparedTag[];
}

function statementsWithTags(policy: Policy): readonly WithTags[] {
  const { document } = policy;
  return typeof document !== 'object' || document === null ? [] : withTagsIn(document, policy);
}

const withTagsIn = memoized((document: Extract<Json, object>, policy: Policy): readonly WithTags[] => {
  const written = list(own(document, 'Statement'));
  return statementsOf(policy).flatMap((statement, index): WithTags[] => {
    const text = written[index] ?? null;
    const tags = [...JSON.stringify(text).matchAll(RESOURCE_TAG)].map(([, ofObject, key = '']) => ({
      key: key.trim(),
      isOfObject: ofObject !== undefined,
    }));
    const actions = texts(own(text, 'Action'));
    const services = (actions.length > 0 ? actions : ['*']).map((action) =>
      pattern([action.split(':')[0]?.toLowerCase() ?? '*']),
    );
    return tags.length === 0 ? [] : [{ statement, services, tags }];
  });
});
