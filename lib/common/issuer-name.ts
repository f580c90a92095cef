// A service's name is its ASAP issuer: every construct that takes one refuses the same names.

import type { Construct } from 'constructs';
import { isIssuer, MAX_ISSUER_LENGTH } from '../../contract';
import { needs, seen } from './needs';

/** What an issuer is, for people. */
export const ISSUER_FORM = `1 to ${MAX_ISSUER_LENGTH} characters [A-Za-z0-9_.+-], in segments joined by "/", such as "issues" or "media/images"`;

/** @param property the property that holds the name */
export function needsIssuerName(scope: Construct, property: 'serviceName' | 'issuer', name: string): void {
  needs(
    isIssuer(name),
    scope,
    `${property} is ${seen(name)}`,
    ISSUER_FORM,
    `write another ${property}: it is the service's ASAP issuer (\`iss\` of its tokens)`,
  );
}
