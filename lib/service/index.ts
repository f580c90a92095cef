// The front doors that compose the rest.
export * from './api-gateway-account';
export { StalenessBound, StalenessBounds } from './staleness-bounds';
export * from './tenant-service';
export * from './tenant-service-props';
