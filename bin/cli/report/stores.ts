// The data of the list of stores.
import type { Candidate, ComparedTag } from '../../../lib/proof/stores';

export interface StoresReport {
  readonly paths: readonly string[];
  /** The tag that the proof takes for the tenant. */
  readonly tenantTag: string;
  readonly stores: readonly Candidate[];
  readonly tags: readonly ComparedTag[];
  readonly notes: readonly string[];
}

/** Without those that have the tag: `verify` finds these by itself. */
export function toName({ stores }: Pick<StoresReport, 'stores'>): readonly Candidate[] {
  return stores.filter(({ marking }) => marking !== 'tagged');
}

/** IAM ignores the case of a tag's name. */
export function isTenantTag({ name }: ComparedTag, { tenantTag }: Pick<StoresReport, 'tenantTag'>): boolean {
  return name.toLowerCase() === tenantTag.toLowerCase();
}
