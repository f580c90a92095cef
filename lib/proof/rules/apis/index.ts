// APIs: what is between a caller and the function that answers.
import { areaOf } from '../rule';
import * as rules from './rules';

export const apis = areaOf('APIs', rules);
