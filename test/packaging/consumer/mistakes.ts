// What the types must refuse: where they were not found, everything would be `any` and nothing below an error.
import type { TenantServiceProps } from 'cdk-bulkhead';
import type { TenantContext } from 'cdk-bulkhead/runtime';

// @ts-expect-error: it is `callers`
export const props: Partial<TenantServiceProps> = { caller: ['edge'] };

// @ts-expect-error: it is `tenantId`
export const tenant = (context: TenantContext): string => context.tenant;
