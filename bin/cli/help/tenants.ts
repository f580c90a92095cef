// What --help says of the commands about tenants.
import { AWS_EXIT, AWS_OPTIONS } from './aws';

const COMMON = `  --function NAME      name or ARN of the function: commandsFunction of the TenantContextService
  --json               the answer as JSON
${AWS_OPTIONS}
  --help               this text

Exit codes: 0 done, also if nothing had to change, 1 refused,
${AWS_EXIT}.
`;

const CREDENTIALS = `The credentials need lambda:InvokeFunction on the commands function: grantCommands of the
TenantContextService gives it to a role.`;

const onService = (
  command: string,
  does: string,
): string => `Usage: cdk-bulkhead tenants ${command} TENANT --service NAME --function NAME [options]

${does}
Repeating the command changes nothing.

  npx cdk-bulkhead tenants ${command} acme --service issues --function FUNCTION

${CREDENTIALS}

  --service NAME       the service, as its TenantService calls it
${COMMON}`;

const onState = (
  command: string,
  does: string,
): string => `Usage: cdk-bulkhead tenants ${command} TENANT --function NAME [options]

${does}
Repeating the command changes nothing.

  npx cdk-bulkhead tenants ${command} acme --function FUNCTION

${CREDENTIALS}

${COMMON}`;

export const TENANTS_HELP = {
  tenants: `Usage: cdk-bulkhead tenants <command> [options]

Sends a command to a deployed Tenant Context Service.

  provision  make a tenant
  entitle    let a tenant use a service
  revoke     stop a tenant from using a service
  suspend    shut a tenant out of every service
  activate   end a suspension

  npx cdk-bulkhead tenants provision acme --service issues --function FUNCTION
  npx cdk-bulkhead tenants suspend acme --function FUNCTION

Options: npx cdk-bulkhead tenants <command> --help
`,
  'tenants provision': `Usage: cdk-bulkhead tenants provision [TENANT] --function NAME [options]

Makes a tenant, active at once. A tenant id is never used twice. Typing the same command again changes
nothing; without TENANT each run makes another tenant, with a random id.

  npx cdk-bulkhead tenants provision acme --service issues --function FUNCTION

${CREDENTIALS}

  --service NAME       a service that the tenant may use (repeatable; default: none)
  --placement NAME     where the tenant's data lives (default: pool)
  --client-token TEXT  a repeated command with the same token makes no second tenant; 1 to 64 of
                       A-Z a-z 0-9 _ - (default: derived from tenant, services and placement)
${COMMON}`,
  'tenants entitle': onService('entitle', 'Lets a tenant use a service.'),
  'tenants revoke': onService('revoke', 'Stops a tenant from using a service.'),
  'tenants suspend': onState('suspend', 'Shuts a tenant out of every service, within the published staleness bounds.'),
  'tenants activate': onState('activate', 'Ends the suspension of a tenant.'),
} as const;
