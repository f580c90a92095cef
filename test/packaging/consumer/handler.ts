// A user's handler: the types of the runtime, without any of CDK.
import { AsapSigner, type TenantContext, withTenant } from 'cdk-bulkhead/runtime';

export const name = (tenant: TenantContext): string => tenant.tenantId;
export const signer: typeof AsapSigner = AsapSigner;
export const handler = withTenant(async (_request, tenant) => ({ statusCode: 200, body: name(tenant) }));
