// Data at rest: encryption, recovery and deletion of stores.
import { areaOf } from '../rule';
import * as rules from './rules';

export const dataAtRest = areaOf('Data at rest', rules);
