// The tags that policies compare. An identity that can set such a tag decides what these policies allow.

import { memoized } from '../../collections';
import { matches, mayBeAbout, type Pattern, type Policy, pattern, type Statement, statementsOf } from '../../iam';
import { type Json, list, own, type Resource, symbol, texts } from '../../template';
import type { Access } from '../access';
import type { Identity } from '../identities/identity';

/** Keys of principal tags that decide what an identity may do, in its own policies and in those of resources. */
export function comparedPrincipalTags({ policies }: Access, { identityPolicies, boundary }: Identity): string[] {
  const ofResources = policies.documents.flatMap(({ kind, policy, malformed }) =>
    kind === 'identity' || malformed !== undefined ? [] : [policy],
  );
  return [...new Set([...identityPolicies, ...(boundary ? [boundary] : []), ...ofResources].flatMap(principalTagsIn))];
}

function principalTagsIn({ document }: Policy): readonly string[] {
  return typeof document !== 'object' || document === null ? [] : principalTagsOf(document);
}

const principalTagsOf = memoized((document: object): readonly string[] =>
  [...JSON.stringify(document).matchAll(/aws:PrincipalTag\/([^"{},]+)/gi)].flatMap(([, key]) => key?.trim() ?? []),
);

export interface ComparedTag {
  readonly key: string;
  /** Whether it is a tag of an object in a bucket, not of the bucket. */
  readonly isOfObject: boolean;
}

const RESOURCE_TAG = /(?:[\w-]+:(?:ResourceTag|BucketTag)|s3:(ExistingObjectTag))\/([^"{},]+)/gi;

/** Keys of the resource's tags that policies compare: its own policy, and identity policies about it and its service. */
export function comparedResourceTags(
  { identities, policies, templates }: Access,
  resource: Resource,
  service: string,
): ComparedTag[] {
  const arn = templates.attributeOf(resource, 'Arn');
  const arns = [arn, `${arn}/${symbol('whatever is in it')}`];
  const itsOwn = policies.of(resource);
  const others = [...new Set(identities.flatMap(({ identityPolicies }) => identityPolicies))];
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
