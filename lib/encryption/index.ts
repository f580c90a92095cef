// Keys under implicit deny.
export * from './service-key';
