// Every rule with a template that breaks it and nothing else, and a twin that breaks none. The first fifteen are those that existing
// checkers were measured by; the others stand by area. A new row is a line in the area's file.

import { BECOMING } from './planted/becoming';
import type { Row } from './planted/builders';
import { DEPLOYMENT } from './planted/deployment';
import { DOCUMENTS } from './planted/documents';
import { EVERYTHING } from './planted/everything';
import { EXPOSURE } from './planted/exposure';
import { GATEWAYS } from './planted/gateways';
import { KEYS } from './planted/keys';
import { NETWORK } from './planted/network';
import { PINS } from './planted/pins';
import { POLICIES } from './planted/policies';
import { SESSIONS } from './planted/sessions';
import { SHARING } from './planted/sharing';
import { TENANTS } from './planted/tenants';
import { TRANSPORT } from './planted/transport';

const ROWS: readonly Row[] = [
  ...POLICIES,
  ...KEYS,
  ...NETWORK,
  ...GATEWAYS,
  ...TENANTS,
  ...BECOMING,
  ...SESSIONS,
  ...TRANSPORT,
  ...DEPLOYMENT,
  ...PINS,
  ...EXPOSURE,
  ...DOCUMENTS,
  ...SHARING,
  ...EVERYTHING,
];

/** Defects of the measurement, by rule and the beginning of the title. 15 is two: recovery, and a key of one's own. */
const MEASURED: readonly (readonly [number: number, rule: string, title: string])[] = [
  [1, 'security-group-open-to-world', 'port 22 from everywhere'],
  [2, 'function-permission-wildcard-principal', 'a function that anybody may invoke'],
  [3, 'network-acl-allow-all', 'everything from everywhere'],
  [4, 'subnet-outside-vpc', 'a subnet of another network'],
  [5, 'allow-not-action', 'everything but'],
  [6, 'key-policy-wildcard-principal', 'kms:Decrypt for everybody'],
  [7, 'trust-policy-wildcard-principal', 'a role that anybody may assume'],
  [8, 'bucket-policy-public', 'objects that anybody may read'],
  [9, 'unknown-action', 'GetItm'],
  [10, 'unknown-condition-key', 'LeadingKey'],
  [11, 'for-all-values-without-null', 'a condition that holds where the key is absent'],
  [12, 'table-leading-keys', 'Scan beside leading keys'],
  [13, 'endpoint-without-policy', 'a gateway endpoint that lets everything through'],
  [14, 'authorizer-cache-key', 'a cache keyed by the token, five minutes by default'],
  [15, 'point-in-time-recovery', 'a global table without recovery'],
  [15, 'customer-managed-key', 'a global table without a key of one’s own'],
];

export interface Planted extends Row {
  /** Number in the measurement, if it is one of those. */
  readonly defect?: number;
}

const measured = MEASURED.map(([defect, rule, title]): Planted => {
  const row = ROWS.find((one) => one.rule === rule && one.title === title);
  if (row === undefined) throw new Error(`there is no row "${title}" of ${rule}`);
  return { ...row, defect };
});

export const PLANTED: readonly Planted[] = [
  ...measured,
  ...ROWS.filter((row) => !measured.some(({ rule, title }) => rule === row.rule && title === row.title)),
];
