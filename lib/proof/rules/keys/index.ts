// Keys: who may use and who may manage a KMS key.
import { areaOf } from '../rule';
import * as rules from './rules';

export const keys = areaOf('Keys', rules);
