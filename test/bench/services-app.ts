// An app of our own services: a platform stack, and a stack for each service.

import { join } from 'node:path';
import { type App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { AsapKeyRepository, TenantContextService, TenantService } from '../../lib';

export function buildServicesApp(app: App, count: number): void {
  const names = Array.from({ length: count }, (_none, index) => `service-${index}`);
  const platform = new Stack(app, 'Platform');
  const operator = new iam.Role(platform, 'Operator', { roleName: 'operator', assumedBy: new iam.AccountRootPrincipal() });
  const keyAdministrators = [operator];
  // A repository takes 40 issuers.
  const repositories = Array.from({ length: Math.ceil(count / 40) }, (_none, index) => {
    return new AsapKeyRepository(platform, `Keys${index}`, { issuers: names.slice(index * 40, index * 40 + 40) });
  });
  const tenants = new TenantContextService(platform, 'Tenants', { keyAdministrators });
  for (const [index, serviceName] of names.entries()) {
    const stack = new Stack(app, `Service${index}`);
    new TenantService(stack, 'Service', {
      serviceName,
      code: Code.fromAsset(join(__dirname, '..', '..', 'examples', 'tenant-service', 'dist', 'notes')),
      handler: 'index.handler',
      keyRepository: repositories[Math.floor(index / 40)] as AsapKeyRepository,
      callers: [names[index % 40 === 0 ? index + 1 : index - 1] as string],
      tenants,
      keyAdministrators,
    });
  }
}
