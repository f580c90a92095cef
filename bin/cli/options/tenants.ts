// The options of the commands about tenants: `cdk-bulkhead tenants …`.
import { isIssuer, isTenantId } from '../../../contract';
import { counted } from '../output';
import { AWS_FLAGS, type AwsOptions, awsOptions } from './aws';
import { HELP_SWITCH, SWITCH, TEXT, Words } from './words';

interface Common {
  /** Name or ARN of the commands function of the Tenant Context Service. */
  readonly functionName: string;
  readonly json: boolean;
  readonly aws: AwsOptions;
}

export interface TenantsProvisionOptions extends Common {
  readonly command: 'tenants provision';
  /** @default - a random one */
  readonly tenantId?: string;
  readonly services: readonly string[];
  readonly placement?: string;
  /** @default - made of what is asked for, so that asking again changes nothing; random without a tenant id */
  readonly clientToken?: string;
}

export interface TenantsServiceOptions extends Common {
  readonly command: 'tenants entitle' | 'tenants revoke';
  readonly tenantId: string;
  readonly service: string;
}

export interface TenantsStateOptions extends Common {
  readonly command: 'tenants suspend' | 'tenants activate';
  readonly tenantId: string;
}

export type TenantsOptions = TenantsProvisionOptions | TenantsServiceOptions | TenantsStateOptions;

const COMMON = { help: HELP_SWITCH, function: TEXT, json: SWITCH, ...AWS_FLAGS } as const;

const FLAGS = {
  'tenants provision': { ...COMMON, service: TEXT, placement: TEXT, 'client-token': TEXT },
  'tenants entitle': { ...COMMON, service: TEXT },
  'tenants revoke': { ...COMMON, service: TEXT },
  'tenants suspend': COMMON,
  'tenants activate': COMMON,
} as const;

/** @throws UsageError */
export function tenantsOptions(command: TenantsOptions['command'], args: readonly string[]): TenantsOptions | 'help' {
  const words = new Words(command, FLAGS[command], args);
  if (words.isOn('help')) return 'help';
  if (command === 'tenants provision') return provisionOptions(command, words);
  // In the order of the usage line: what is missing is named in that order.
  const tenantId = tenantOf(words);
  if (command === 'tenants suspend' || command === 'tenants activate') return { command, tenantId, ...commonOf(words) };
  const service = checkedService(words, words.required('service'));
  return { command, tenantId, service, ...commonOf(words) };
}

function provisionOptions(command: TenantsProvisionOptions['command'], words: Words): TenantsProvisionOptions {
  const tenantId = words.others.length > 0 ? tenantOf(words) : undefined;
  const [placement, clientToken] = [words.one('placement'), words.one('client-token')];
  return {
    command,
    ...(tenantId !== undefined && { tenantId }),
    services: words.all('service').map((service) => checkedService(words, service)),
    ...(placement !== undefined && { placement }),
    ...(clientToken !== undefined && { clientToken }),
    ...commonOf(words),
  };
}

function commonOf(words: Words): Common {
  return { functionName: words.required('function'), json: words.isOn('json'), aws: awsOptions(words) };
}

function tenantOf(words: Words): string {
  const [tenantId, ...more] = words.others;
  if (tenantId === undefined) throw words.refused(`${words.command} was given no TENANT`, 'the id of one tenant');
  if (more.length > 0)
    throw words.refused(`${words.command} was given ${counted(words.others.length, 'tenant')}`, 'the id of one tenant');
  if (!isTenantId(tenantId))
    throw words.refused(
      `the tenant is "${tenantId}"`,
      '2 to 64 characters a-z, 0-9 and -, without - at the beginning or the end',
    );
  return tenantId;
}

function checkedService(words: Words, service: string): string {
  if (isIssuer(service)) return service;
  throw words.refused(`--service was "${service}"`, 'the serviceName of a TenantService');
}
