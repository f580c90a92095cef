// cdk-bulkhead tenants …: one command to the commands function of a deployed Tenant Context Service.
import { createHash, randomBytes } from 'node:crypto';
import { Lambda } from '@aws-sdk/client-lambda';
import {
  asTenantRecord,
  type CommandRefusal,
  type CommandResult,
  type TenantCommand,
} from '../../../lambda/runtime/tenant-context';
import type { TenantsOptions, TenantsProvisionOptions } from '../options/tenants';
import { type Output, palette, printable, printableJson } from '../output';
import { accessTo } from './access';
import { answered } from './aws-errors';
import { OperationError } from './operation-error';

export async function tenants(options: TenantsOptions, output: Output): Promise<number> {
  const result = await sent(commandOf(options), options);
  if (options.json) output.out(`${printableJson({ ...result, version: 1 })}\n`);
  else if (result.ok) output.out(asText(result, output));
  else output.error(refusalAsText(result, options, output));
  return result.ok ? 0 : 1;
}

function commandOf(options: TenantsOptions): TenantCommand {
  switch (options.command) {
    case 'tenants provision': {
      const { tenantId, services, placement } = options;
      return {
        command: 'provision',
        clientToken: options.clientToken ?? clientTokenOf(options),
        ...(tenantId !== undefined && { tenantId }),
        services,
        ...(placement !== undefined && { placement }),
      };
    }
    case 'tenants entitle':
    case 'tenants revoke':
      return {
        command: options.command === 'tenants entitle' ? 'entitle' : 'revoke',
        tenantId: options.tenantId,
        service: options.service,
      };
    default:
      return { command: options.command === 'tenants suspend' ? 'suspend' : 'activate', tenantId: options.tenantId };
  }
}

/** The same for the same tenant: a user who does not know whether the command arrived types it again. */
function clientTokenOf({ tenantId, services, placement }: TenantsProvisionOptions): string {
  if (tenantId === undefined) return `cli-${randomBytes(16).toString('hex')}`;
  const asked = JSON.stringify([tenantId, [...new Set(services)].sort(), placement ?? null]);
  return `cli-${createHash('sha256').update(asked).digest('hex').slice(0, 32)}`;
}

async function sent(command: TenantCommand, { functionName, aws }: TenantsOptions): Promise<CommandResult> {
  const lambda = new Lambda(accessTo(aws).client);
  const { FunctionError, Payload } = await answered(
    `lambda:InvokeFunction of ${functionName}`,
    () => lambda.invoke({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(command)) }),
    {
      AccessDenied: 'use a role that was passed to grantCommands of the TenantContextService: --role-arn ARN',
      ResourceNotFoundException: 'check --function (tenants.commandsFunction.functionName of the stack), --region and --profile',
    },
  );
  const answer = parsed(Payload);
  if (FunctionError !== undefined || !isResult(answer, command.tenantId)) {
    const { errorType } = (answer ?? {}) as { errorType?: unknown };
    throw new OperationError(
      `${functionName} failed${typeof errorType === 'string' ? `: ${errorType}` : ', or it is not the commands function'}`,
      'the answer of the commands function of a TenantContextService',
      'check --function, and read the log of that function. Then repeat the command: it has no second effect',
    );
  }
  return answer;
}

function parsed(payload: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(payload ?? []).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** An answer to this command: about the tenant that was asked for, if one was. */
function isResult(answer: unknown, tenantId: string | undefined): answer is CommandResult {
  if (typeof answer !== 'object' || answer === null) return false;
  const { ok, record, code, seen, expected, warnings = [] } = answer as { [member: string]: unknown };
  if (ok === false) {
    const isWhole = code !== 'command.invalid' || (typeof seen === 'string' && typeof expected === 'string');
    return typeof code === 'string' && isWhole;
  }
  const known = asTenantRecord((record ?? {}) as { readonly [name: string]: unknown });
  const isAsked = known !== undefined && (tenantId === undefined || known.tenantId === tenantId);
  return ok === true && isAsked && Array.isArray(warnings) && warnings.every((warning) => typeof warning === 'string');
}

function asText({ record, changed, warnings = [] }: CommandResult & { readonly ok: true }, { color }: Output): string {
  const { strong, faint, yellow } = palette(color);
  const { tenantId, status, services, placement, version } = record;
  const facts = [status, `services ${services.join(', ') || '(none)'}`, `placement ${placement}`, `version ${version}`];
  return [
    `${strong(printable(tenantId))}  ${printable(facts.join('  '))}${changed ? '' : faint('  (nothing changed)')}\n`,
    ...warnings.map((warning) => `${yellow('warning')}  ${printable(warning)}\n`),
  ].join('');
}

const EXPLAINED: {
  readonly [code in Exclude<CommandRefusal['code'], 'command.invalid'>]: readonly [expected: string, remedy: string];
} = {
  'tenant.unknown': ['the id of a tenant that was provisioned', 'create the tenant: npx cdk-bulkhead tenants provision ID'],
  'tenant.exists': [
    'an id that no tenant ever had',
    'choose another id; to change the services of this tenant: npx cdk-bulkhead tenants entitle or revoke',
  ],
  'client-token.reused': ['a different client token for each tenant', 'leave out --client-token, or give another token'],
  'version.conflict': ['no other change to this tenant at the same time', 'repeat the same command'],
};

function refusalAsText(refusal: CommandRefusal, options: TenantsOptions, { color }: Output): string {
  const { red, strong } = palette(color);
  const [expected, remedy] =
    refusal.code === 'command.invalid'
      ? [refusal.expected, `npx cdk-bulkhead ${options.command} --help`]
      : Object.hasOwn(EXPLAINED, refusal.code)
        ? EXPLAINED[refusal.code]
        : ['a command that the Tenant Context Service accepts', 'update the command or the service'];
  const seen = refusal.code === 'command.invalid' ? refusal.seen : `tenant ${options.tenantId ?? '(a new one)'}`;
  const lines = [`seen      ${seen}`, `expected  ${expected}`, `do        ${remedy}`];
  return `${red('refused')}  ${strong(printable(refusal.code))}\n${lines.map((line) => `  ${printable(line)}\n`).join('')}`;
}
