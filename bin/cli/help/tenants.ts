// What --help says of the commands about tenants.
import { AWS_EXIT, AWS_OPTIONS } from './aws';

const COMMON = `  --function NAME      name or ARN of the function: commandsFunction of the TenantContextService
  --json               the answer as JSON
${AWS_OPTIONS}
  --help               this text

Exit codes: 0 done, also if nothing had to change, 1 refused,
${AWS_EXIT}.
`;

const CREDENTIALS = `The credentials need lambda:InvokeFunction on the commands function. In the app, grantCommands of the
TenantContextService gives a role this permission.`;

const onService = (
  command: string,
  does: string,
): string => `Usage: cdk-bulkhead tenants ${command} TENANT --service NAME --function NAME [options]

${does}
Repeating the command changes nothing.

  npx cdk-bulkhead tenants ${command} acme --service issues --function FUNCTION

${CREDENTIALS}

  --service NAME       the service: serviceName of its TenantService
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

  provision  create a tenant
  entitle    let a tenant use a service
  revoke     stop a tenant from using a service
  suspend    refuse a tenant's requests in every service
  activate   allow the requests of a suspended tenant again

  npx cdk-bulkhead tenants provision acme --service issues --function FUNCTION
  npx cdk-bulkhead tenants suspend acme --function FUNCTION

Options: npx cdk-bulkhead tenants <command> --help
`,
  'tenants provision': `Usage: cdk-bulkhead tenants provision [TENANT] --function NAME [options]

Creates a tenant, which is active at once. A tenant id is never used twice. With TENANT, repeating the
command changes nothing. Without TENANT, each run creates another tenant, with a random id.

  npx cdk-bulkhead tenants provision acme --service issues --function FUNCTION

${CREDENTIALS}

  --service NAME       a service that the tenant may use (repeatable; default: none)
  --placement NAME     where the tenant's data lives (default: pool, the tables of all tenants)
  --client-token TEXT  a repeated command with the same token creates no second tenant; 1 to 64 characters
                       A-Z a-z 0-9 _ - (default: derived from tenant, services and placement;
                       random without TENANT)
${COMMON}`,
  'tenants entitle': onService('entitle', 'Lets a tenant use a service.'),
  'tenants revoke': onService('revoke', 'Stops a tenant from using a service.'),
  'tenants suspend': onState(
    'suspend',
    "Refuses a tenant's requests in every service, within the time that its stalenessBounds gives.",
  ),
  'tenants activate': onState('activate', 'Allows the requests of a suspended tenant again.'),
} as const;
