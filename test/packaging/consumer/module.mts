// A user's ES module, under the same compiler.
import { ServiceKey, TenantService } from 'cdk-bulkhead';
import { AsapSigner, withTenant } from 'cdk-bulkhead/runtime';

export const values: readonly unknown[] = [ServiceKey, TenantService, AsapSigner, withTenant];
