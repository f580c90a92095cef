// What a tenant id looks like. STS tag values may not hold `*` or `?`, table keys and log filters must not be steered by
// separators, and host names end at 63 characters a label: 64 lower-case letters, digits and inner hyphens keep all of that.

export const TENANT_ID_PATTERN = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])$/;

/** True for a well-formed tenant id: 2 to 64 of `a-z 0-9 -`, not beginning or ending with a hyphen. */
export function isTenantId(value: unknown): value is string {
  return typeof value === 'string' && TENANT_ID_PATTERN.test(value);
}
