// Policies: what a policy says, whatever it is attached to.
import { areaOf } from '../rule';
import * as rules from './rules';

export const policies = areaOf('Policies', rules);
