// Network: what reaches what, and what a declared network holds.
import { areaOf } from '../rule';
import * as rules from './rules';

export const network = areaOf('Network', rules);
