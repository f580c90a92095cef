// The authorizer's decision for services that are servers themselves: node:http, Express, Fastify.
export type { FastifyReplyPort, FastifyRequestPort } from './fastify';
export { type GuardedHandler, type Next, RequestGuard, type RequestGuardOptions } from './request-guard';
