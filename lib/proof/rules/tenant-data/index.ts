// Tenants’ data: who reaches tenants' data, in which session.
import { areaOf } from '../rule';
import * as rules from './rules';

export const tenantData = areaOf('Tenants’ data', rules);
