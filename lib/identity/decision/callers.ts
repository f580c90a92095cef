// Refuses names on an allow-list that cannot mean what their author thinks.

import { AspectPriority, Aspects } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { threeParts } from '../../../contract';
import { warnLate } from '../../common/late-warning';
import { needs, seen } from '../../common/needs';
import type { AsapKeyRepository } from '../keys/asap-key-repository';

/** The service that has the allow-list. */
export interface AllowListSubject {
  readonly scope: Construct;
  readonly serviceName: string;
  /** Issuers that may call every method. */
  readonly callers: string[];
  readonly keyRepository: AsapKeyRepository;
}

/** Refuses an allow-list that cannot mean what its author thinks. */
export function checkCallers(scope: Construct, serviceName: string, callers: string[], keyRepository: AsapKeyRepository): void {
  checkIssuers({ scope, serviceName, callers, keyRepository }, callers, '`callers`');
  needs(
    new Set(callers).size === callers.length,
    scope,
    `callers is ${seen(callers)}`,
    'each name once',
    'remove the name that is given twice from `callers`',
  );
}

/**
 * Refuses issuers that do not exist, and the service itself.
 *
 * @param list where they are named, for the message: `callers`, or the method of a rule
 */
export function checkIssuers({ scope, serviceName, keyRepository }: AllowListSubject, callers: string[], list: string): void {
  const unknown = callers.find((caller) => !keyRepository.issuers.includes(caller));
  needs(
    unknown === undefined,
    scope,
    `${list} names the caller ${seen(unknown)}, which is not an issuer of the key repository`,
    `one of its issuers: ${keyRepository.issuers.join(', ')}`,
    `correct the name, or add it to \`issuers\` of ${keyRepository.node.path}`,
  );
  needs(
    !callers.includes(serviceName),
    scope,
    `${seen(serviceName)} names itself as a caller in ${list}`,
    'other issuers: a service that may call itself could sign a token for any tenant',
    `remove ${seen(serviceName)} from ${list}`,
  );
}

/**
 * Warns of a service that nobody may call, once all rules are known. It is no error: an app must be able to deploy the removal of its
 * last caller.
 *
 * @param allCallers the issuers that may call at least one method
 */
export function warnWithoutCallers(scope: Construct, allCallers: () => readonly string[]): void {
  const warn = (node: IConstruct) => {
    if (node !== scope || allCallers().length > 0) return;
    warnLate(
      scope,
      'cdk-bulkhead:no-callers',
      threeParts(
        '`callers` is empty, and no call of `allow` names an issuer',
        'at least one caller; without one, every request is refused with 403 (caller.not-listed)',
        "name the issuers that may call: `callers: ['edge']`, or `authorizer.allow('GET', '/path', ['edge'])`",
      ),
    );
  };
  Aspects.of(scope).add({ visit: warn }, { priority: AspectPriority.READONLY });
}
