// The findings that an app had already: `verify` shows only others.
export { type Baseline, type Compared, changesOf, compared, type Entry, recorded } from './baseline';
export { readBaseline, writeBaseline } from './baseline-file';
