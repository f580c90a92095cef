// The rules of this area. A new rule is a file, and a line here.
export { apiAccessLog } from './api-access-log';
export { apiAllowBesideAuthorizer } from './api-allow-beside-authorizer';
export { apiDataTrace } from './api-data-trace';
export { apiGatewayAccountOnce } from './api-gateway-account-once';
export { apiMethodWithoutAuthorizer } from './api-method-without-authorizer';
export { apiNameShared } from './api-name-shared';
export { apiStageCaching } from './api-stage-caching';
export { authorizerCacheKey } from './authorizer-cache-key';
export { authorizerPayloadCapture } from './authorizer-payload-capture';
export { privateApiWithoutPolicy } from './private-api-without-policy';
export { tenantHeaderFromClient } from './tenant-header-from-client';
