// The network: segments, the flows between them, and the private ways to AWS services.
export { Flow } from './flow';
export { NetworkPlacementProps } from './placement';
export * from './segment';
export * from './segmented-vpc';
export * from './segmented-vpc-props';
