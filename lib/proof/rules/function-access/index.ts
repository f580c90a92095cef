// Access through the network: what the role of a function allows, and what the function reaches in its network.
import { areaOf } from '../rule';
import * as rules from './rules';

export const functionAccess = areaOf('Access through the network', rules);
