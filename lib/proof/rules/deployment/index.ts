// Deployment: how stacks depend on each other, and what the proof could not read.
import { areaOf } from '../rule';
import * as rules from './rules';

export const deployment = areaOf('Deployment', rules);
