// The front doors that compose the rest.
export * from './api-gateway-account';
export * from './tenant-service';
