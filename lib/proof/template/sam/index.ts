// AWS SAM's transform.
export { type Expanded, expandSam, isSam } from './expand';
export type { Known } from './expansion';
