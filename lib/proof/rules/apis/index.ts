// APIs: what stands between a caller and a handler.
import { areaOf } from '../rule';
import * as rules from './rules';

export const apis = areaOf('APIs', rules);
