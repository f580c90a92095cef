// The tenants of the table.
import type { World } from '../driver/world';

/** `initech` is suspended, `hooli` is not entitled to media. */
export const TENANTS = ['acme', 'globex', 'initech', 'hooli'] as const;

export async function provisionTenants(world: World): Promise<void> {
  for (const tenantId of TENANTS) {
    const services = tenantId === 'hooli' ? ['issues'] : ['issues', 'media'];
    await world.command({ command: 'provision', clientToken: `demo-${tenantId}`, tenantId, services });
  }
  await world.command({ command: 'suspend', tenantId: 'initech' });
}
