// What an AsapIdentity refuses in its properties, beyond their form.

import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ASAP_MAX_LIFETIME_SECONDS, DEFAULT_MAX_TOKEN_LIFETIME_SECONDS } from '../../../contract';
import { needs, seen } from '../../common/needs';

/** CloudFormation distinguishes the keys by these names. */
export function checkedNames(scope: Construct, names: string[]): string[] {
  needs(
    Array.isArray(names) && names.length > 0 && names.length <= MAX_KEYS,
    scope,
    `keys (\`signingKeys\` of a TenantService) is ${seen(names)}`,
    `1 to ${MAX_KEYS} names, the oldest key first`,
    "write keys: ['k1'], or leave keys out; before you add new names, remove the names of old keys and deploy",
  );
  const odd = names.find((name) => typeof name !== 'string' || !/^[A-Za-z][A-Za-z0-9]{0,15}$/.test(name));
  needs(
    odd === undefined,
    scope,
    `keys contains ${seen(odd)}`,
    'names of 1 to 16 letters and digits that begin with a letter',
    "write another name, such as 'k2'",
  );
  needs(
    new Set(names).size === names.length,
    scope,
    `keys is ${seen(names)}`,
    'each name once',
    'remove the name that is given twice',
  );
  return [...names];
}

/** One key signs, one is being withdrawn, one is being introduced, and one is a reserve. */
const MAX_KEYS = 4;

export function checkedLifetime(scope: Construct, given = Duration.seconds(DEFAULT_MAX_TOKEN_LIFETIME_SECONDS)): Duration {
  const seconds = given.toSeconds();
  needs(
    seconds >= 1 && seconds <= ASAP_MAX_LIFETIME_SECONDS,
    scope,
    `tokenLifetime is ${seconds} seconds`,
    `1 to ${ASAP_MAX_LIFETIME_SECONDS} seconds (ASAP’s limit)`,
    'write tokenLifetime: Duration.minutes(5), or leave tokenLifetime out',
  );
  return given;
}
