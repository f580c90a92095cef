// The tenants that questions are asked about. Whose data it is never changes; whose session asks does. One of the others has an id
// that the data's begins with: a policy that compares the beginning of a name takes the one for the other.

import { TENANT_SESSION_TAG } from '../../../contract';
import { Keys } from '../iam';

/** Whose data is asked for. */
export const DATA_TENANT = 'acme-east';

export const OTHER_TENANTS: readonly string[] = ['globex', 'acme'];

export type SessionKind = 'right tenant' | 'other tenant' | 'no tenant';

/** A session: the tenant that it is tagged with. */
export interface Session {
  readonly kind: SessionKind;
  readonly tenant?: string;
}

export const SESSIONS: readonly Session[] = [
  { kind: 'right tenant', tenant: DATA_TENANT },
  ...OTHER_TENANTS.map((tenant): Session => ({ kind: 'other tenant', tenant })),
  { kind: 'no tenant' },
];

export const SESSION_KINDS: readonly SessionKind[] = ['right tenant', 'other tenant', 'no tenant'];

/** Tags of a session beside those of its role. */
export function sessionTags({ tenant }: Session, tag: string = TENANT_SESSION_TAG): Keys {
  return Keys.of(tenant === undefined ? {} : { [`aws:PrincipalTag/${tag}`]: tenant });
}
