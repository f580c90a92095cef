// The areas of rules, in the order of the documentation. Each area is a folder that lists its rules.
import { apis } from './apis';
import { dataAtRest } from './data-at-rest';
import { dataInTransit } from './data-in-transit';
import { deployment } from './deployment';
import { functionAccess } from './function-access';
import { keys } from './keys';
import { network } from './network';
import { policies } from './policies';
import { principals } from './principals';
import type { Area, Rule } from './rule';
import { tenantData } from './tenant-data';

export const AREAS: readonly Area[] = [
  policies,
  principals,
  keys,
  tenantData,
  functionAccess,
  apis,
  network,
  dataAtRest,
  dataInTransit,
  deployment,
];

export const RULES: readonly Rule[] = AREAS.flatMap(({ rules }) => rules);
