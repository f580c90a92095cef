// What AWS added after the data of this package was made is unknown here: a finding about an unknown name says how old the data is.
import type { ActionCatalogue } from '../../actions';

/** Follows a name that the data does not have. */
export function asOf({ date }: ActionCatalogue): string {
  return ` (not in AWS’s data of ${date})`;
}
