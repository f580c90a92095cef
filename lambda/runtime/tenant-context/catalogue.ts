// The write side of the Tenant Context Service: commands in, versioned records out. Every change is a conditional write on the
// version it was made from, a tenant id is taken once and for ever, and provisioning twice with one client token is one tenant.

import { createHash, randomBytes as nodeRandomBytes } from 'node:crypto';
import { isIssuer, isTenantId, TENANT_ID_PATTERN } from '../../../contract';
import { isPlacement, MAX_SERVICES, type TenantRecord } from './record';

export type TenantCommand =
  | {
      readonly command: 'provision';
      /** A repeated command with the same token creates no second tenant. 1 to 64 characters of `A-Z a-z 0-9 _ -`. */
      readonly clientToken: string;
      /** @default random, 128 bits */
      readonly tenantId?: string;
      readonly services: readonly string[];
      /** @default "pool" */
      readonly placement?: string;
    }
  | { readonly command: 'entitle' | 'revoke'; readonly tenantId: string; readonly service: string }
  | { readonly command: 'suspend' | 'activate'; readonly tenantId: string };

export type CommandRefusal =
  | { readonly ok: false; readonly code: 'command.invalid'; readonly seen: string; readonly expected: string }
  | { readonly ok: false; readonly code: 'tenant.unknown' | 'tenant.exists' | 'client-token.reused' | 'version.conflict' };

/** The command succeeded. A warning names a possible mistake in the command. */
export interface CommandDone {
  readonly ok: true;
  readonly record: TenantRecord;
  readonly changed: boolean;
  readonly warnings?: readonly string[];
}

export type CommandResult = CommandDone | CommandRefusal;

/** What a provisioning with this client token did, kept beside the record. */
export interface Provisioning {
  readonly tenantId: string;
  readonly fingerprint: string;
}

/** The catalogue's storage. Reads are strongly consistent; each write is atomic and takes effect only if its condition holds. */
export interface CatalogueStore {
  read(tenantId: string): Promise<TenantRecord | undefined>;
  readProvisioning(clientToken: string): Promise<Provisioning | undefined>;
  /** Writes both, only if neither the tenant id nor the client token was ever used. */
  create(record: TenantRecord, clientToken: string, fingerprint: string): Promise<'created' | 'taken'>;
  /** Writes the record only if the stored record has the previous version. */
  replace(record: TenantRecord): Promise<'replaced' | 'conflict'>;
}

export interface TenantCatalogueOptions {
  readonly store: CatalogueStore;
  /** @default node:crypto's randomBytes */
  readonly randomBytes?: (size: number) => Uint8Array;
  /** Names of the known services. A tenant may be entitled to other services, with a warning. @default - no service is known */
  readonly services?: readonly string[];
}

const CLIENT_TOKEN = /^[A-Za-z0-9_-]{1,64}$/;
const ATTEMPTS = 4;

export class TenantCatalogue {
  private readonly store: CatalogueStore;
  private readonly randomBytes: (size: number) => Uint8Array;
  private readonly services: readonly string[];

  public constructor(options: TenantCatalogueOptions) {
    this.store = options.store;
    this.services = options.services ?? [];
    this.randomBytes = options.randomBytes ?? nodeRandomBytes;
  }

  /** Executes one command. A refusal is a result. The promise rejects only if the store fails; you can then repeat the command. */
  public async execute(input: unknown): Promise<CommandResult> {
    const command = checked(input);
    if ('code' in command) return command;
    const result = await this.carryOut(command);
    const warnings = this.warningsAbout(command);
    return result.ok && warnings.length > 0 ? { ...result, warnings } : result;
  }

  /** A slip in a service's name entitles the tenant to nothing, and nobody is refused before its first request. */
  private warningsAbout(command: TenantCommand): string[] {
    const named = command.command === 'provision' ? command.services : command.command === 'entitle' ? [command.service] : [];
    if (this.services.length === 0) return [];
    return named
      .filter((service) => !this.services.includes(service))
      .map(
        (service) =>
          `no service is called ${show(service)} in the app of this Tenant Context Service. Expected: ${this.services.join(', ')}, ` +
          'or a service of another app',
      );
  }

  private async carryOut(command: TenantCommand): Promise<CommandResult> {
    switch (command.command) {
      case 'provision':
        return this.provision(command);
      case 'entitle':
        return this.change(command.tenantId, (record) => withServices(record, [...record.services, command.service]));
      case 'revoke':
        return this.change(command.tenantId, (record) =>
          withServices(
            record,
            record.services.filter((service) => service !== command.service),
          ),
        );
      case 'suspend':
        return this.change(command.tenantId, (record) => ({ ...record, status: 'suspended' }));
      case 'activate':
        return this.change(command.tenantId, (record) => ({ ...record, status: 'active' }));
    }
  }

  private async provision(command: Extract<TenantCommand, { command: 'provision' }>): Promise<CommandResult> {
    const { clientToken, placement = 'pool' } = command;
    const services = sortedSet(command.services);
    const fingerprint = createHash('sha256')
      .update(JSON.stringify([command.tenantId ?? null, services, placement]))
      .digest('hex');
    const before = await this.repeated(clientToken, fingerprint);
    if (before !== undefined) return before;

    const tenantId = command.tenantId ?? `t-${Buffer.from(this.randomBytes(16)).toString('hex')}`;
    const record: TenantRecord = { tenantId, status: 'active', services, placement, version: 1 };
    if ((await this.store.create(record, clientToken, fingerprint)) === 'created') return { ok: true, record, changed: true };
    // Either another run of this very command won the race, or the tenant id is taken.
    return (await this.repeated(clientToken, fingerprint)) ?? { ok: false, code: 'tenant.exists' };
  }

  private async repeated(clientToken: string, fingerprint: string): Promise<CommandResult | undefined> {
    const before = await this.store.readProvisioning(clientToken);
    if (before === undefined) return undefined;
    if (before.fingerprint !== fingerprint) return { ok: false, code: 'client-token.reused' };
    const record = await this.store.read(before.tenantId);
    return record === undefined ? { ok: false, code: 'tenant.unknown' } : { ok: true, record, changed: false };
  }

  private async change(tenantId: string, edit: (record: TenantRecord) => TenantRecord): Promise<CommandResult> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const current = await this.store.read(tenantId);
      if (current === undefined) return { ok: false, code: 'tenant.unknown' };
      const edited = edit(current);
      if (edited.services.length > MAX_SERVICES) return invalid(`${edited.services.length} services`, `at most ${MAX_SERVICES}`);
      if (edited.status === current.status && sameServices(edited, current)) return { ok: true, record: current, changed: false };
      const record = { ...edited, version: current.version + 1 };
      if ((await this.store.replace(record)) === 'replaced') return { ok: true, record, changed: true };
    }
    return { ok: false, code: 'version.conflict' };
  }
}

function withServices(record: TenantRecord, services: readonly string[]): TenantRecord {
  return { ...record, services: sortedSet(services) };
}

function sortedSet(services: readonly string[]): readonly string[] {
  return [...new Set(services)].sort();
}

function sameServices(a: TenantRecord, b: TenantRecord): boolean {
  return a.services.length === b.services.length && a.services.every((service, index) => service === b.services[index]);
}

const MEMBERS: { readonly [command: string]: readonly string[] } = {
  provision: ['command', 'clientToken', 'tenantId', 'services', 'placement'],
  entitle: ['command', 'tenantId', 'service'],
  revoke: ['command', 'tenantId', 'service'],
  suspend: ['command', 'tenantId'],
  activate: ['command', 'tenantId'],
};

function checked(input: unknown): TenantCommand | CommandRefusal {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return invalid(typeof input, 'an object with a command');
  const value = input as { readonly [name: string]: unknown };
  const allowed = typeof value.command === 'string' && Object.hasOwn(MEMBERS, value.command) ? MEMBERS[value.command] : undefined;
  if (allowed === undefined) return invalid(`command ${show(value.command)}`, Object.keys(MEMBERS).join(', '));
  const stranger = Object.keys(value).find((name) => !allowed.includes(name));
  if (stranger !== undefined) return invalid(`member ${show(stranger)}`, allowed.join(', '));

  if (value.command === 'provision') {
    if (typeof value.clientToken !== 'string' || !CLIENT_TOKEN.test(value.clientToken)) {
      return invalid(`clientToken ${show(value.clientToken)}`, '1 to 64 characters of A-Z a-z 0-9 _ -');
    }
    const { services } = value;
    if (!Array.isArray(services) || services.length > MAX_SERVICES || !services.every(isIssuer)) {
      return invalid(`services ${show(services)}`, `a list of at most ${MAX_SERVICES} service names`);
    }
    if (value.placement !== undefined && !isPlacement(value.placement)) {
      return invalid(`placement ${show(value.placement)}`, '1 to 64 characters of A-Z a-z 0-9 . _ -');
    }
  }
  if ((value.command !== 'provision' || value.tenantId !== undefined) && !isTenantId(value.tenantId)) {
    return invalid(`tenantId ${show(value.tenantId)}`, String(TENANT_ID_PATTERN));
  }
  if ('service' in value || value.command === 'entitle' || value.command === 'revoke') {
    if (!isIssuer(value.service)) return invalid(`service ${show(value.service)}`, 'a service name');
  }
  return value as unknown as TenantCommand;
}

function invalid(seen: string, expected: string): CommandRefusal {
  return { ok: false, code: 'command.invalid', seen, expected };
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? 'undefined').slice(0, 80);
}
