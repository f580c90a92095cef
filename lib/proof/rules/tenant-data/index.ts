// Tenant data: which identities reach it, in which session.
import { areaOf } from '../rule';
import * as rules from './rules';

export const tenantData = areaOf('Tenant data', rules);
