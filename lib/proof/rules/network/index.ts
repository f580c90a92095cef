// Network: which resources reach which, and what is in a declared network.
import { areaOf } from '../rule';
import * as rules from './rules';

export const network = areaOf('Network', rules);
