// Tags: SAM's map of them as CloudFormation's list, after the one that says that SAM made the resource.

import { type Json, own } from '../../template';
import type { Expansion, Source } from '../expansion';
import { isNothing, tagList } from '../values';

export function tagsOf(expansion: Expansion, { id, properties }: Source, createdBy?: string): Json[] {
  const written = own(properties, 'Tags');
  const tags = isNothing(written) ? [] : tagList(written);
  if (tags === undefined) expansion.miss(`Tags of ${id}`);
  return [...(createdBy === undefined ? [] : [{ Key: createdBy, Value: 'SAM' }]), ...(tags ?? [])];
}
