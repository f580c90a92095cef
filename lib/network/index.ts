// The network: segments, the flows between them, and the private ways to AWS services.
export { Flow, FlowPorts, FlowProtocol } from './flow';
export { NetworkPlacementProps } from './placement';
export * from './segment';
export * from './segmented-vpc';
