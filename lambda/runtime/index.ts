// `cdk-bulkhead/runtime`: what a service's own code uses at request time. No dependencies; SDK clients come in through ports.
export { ExplainedError } from '../../contract';
export * from './asap';
export { NotARequestError } from './event-source';
export type { HttpResponse } from './http/https-request';
export type { AnswerLifetime } from './http/lifetime';
export { type PlainReadsOptions, plainReads, type Read } from './http/plain-reads';
export { type SharedConnections, sharedConnections } from './http/shared-connections';
export * from './request-guard';
export { ServiceClient, type ServiceClientOptions, type ServiceRequest } from './service-calls/service-client';
export * from './tenant-context';
export * from './tenant-sessions';
