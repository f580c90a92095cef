// The chapters of the demo: what belongs to one area and would make the story long. Each row stands by itself, on what is deployed and
// provisioned for the story; the end-to-end tests run all of them.
import type { PublishedBounds, Row } from '../row';
import { asap } from './asap';

export interface Chapter {
  /** What `--help` says of it. */
  readonly about: string;
  readonly rows: (bounds: PublishedBounds) => Row[];
}

export const CHAPTERS: { readonly [name: string]: Chapter } = {
  asap: { about: 'each way a token can be wrong; a signing key rotated, its older key withdrawn', rows: asap },
};
