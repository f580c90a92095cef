// Data in transit: TLS, and which version of it.
import { areaOf } from '../rule';
import * as rules from './rules';

export const dataInTransit = areaOf('Data in transit', rules);
