// Who is let in: the principals that a resource policy or a trust policy lets in.
import { areaOf } from '../rule';
import * as rules from './rules';

export const principals = areaOf('Who is let in', rules);
