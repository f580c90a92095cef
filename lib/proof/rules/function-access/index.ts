// Access through the network: what a function is granted, and what it reaches in its network.
import { areaOf } from '../rule';
import * as rules from './rules';

export const functionAccess = areaOf('Access through the network', rules);
