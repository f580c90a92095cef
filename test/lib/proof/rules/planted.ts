// Every rule with a template that breaks it and nothing else, and a twin that breaks none. The rows of the rules in
// lib/proof/rules/<area>/ are in planted/<area>.ts. A rule with many rows has a file of its own, planted/<area>/<rule>.ts, which
// the area's file lists.

import { APIS } from './planted/apis';
import type { Row } from './planted/builders';
import { DATA_AT_REST } from './planted/data-at-rest';
import { DATA_IN_TRANSIT } from './planted/data-in-transit';
import { DEPLOYMENT } from './planted/deployment';
import { FUNCTION_ACCESS } from './planted/function-access';
import { KEYS } from './planted/keys';
import { NETWORK } from './planted/network';
import { POLICIES } from './planted/policies';
import { PRINCIPALS } from './planted/principals';
import { TENANT_DATA_ROWS } from './planted/tenant-data';

/** By the name of the area's folder. */
export const ROWS_BY_AREA: { readonly [area: string]: readonly Row[] } = {
  policies: POLICIES,
  principals: PRINCIPALS,
  keys: KEYS,
  'tenant-data': TENANT_DATA_ROWS,
  'function-access': FUNCTION_ACCESS,
  apis: APIS,
  network: NETWORK,
  'data-at-rest': DATA_AT_REST,
  'data-in-transit': DATA_IN_TRANSIT,
  deployment: DEPLOYMENT,
};

export const PLANTED: readonly Row[] = Object.values(ROWS_BY_AREA).flat();
