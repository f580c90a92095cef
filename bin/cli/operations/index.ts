// The half of the command that calls AWS: a bundle of its own, which holds AWS's clients and is loaded when it is needed.
export { OperationError } from './operation-error';
export { signedReads } from './signed-reads';
export { signingKeyOf } from './signing-pointer';
export { tenants } from './tenants';
