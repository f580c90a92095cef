// A catalogue in memory with the conditional writes of the real one. Every call yields first, so that commands interleave.

import type { CatalogueStore, TenantRecord } from '../../lambda/runtime';

export interface MemoryStore extends CatalogueStore {
  readonly records: Map<string, TenantRecord>;
  readonly writes: TenantRecord[];
}

/** `pause` decides what happens between a caller's question and the store's answer. */
export function memoryStore(pause: () => Promise<void> = async () => undefined): MemoryStore {
  const records = new Map<string, TenantRecord>();
  const provisionings = new Map<string, { tenantId: string; fingerprint: string }>();
  const writes: TenantRecord[] = [];
  return {
    records,
    writes,
    async read(tenantId) {
      await pause();
      return records.get(tenantId);
    },
    async readProvisioning(clientToken) {
      await pause();
      return provisionings.get(clientToken);
    },
    async create(record, clientToken, fingerprint) {
      await pause();
      if (records.has(record.tenantId) || provisionings.has(clientToken)) return 'taken';
      records.set(record.tenantId, record);
      provisionings.set(clientToken, { tenantId: record.tenantId, fingerprint });
      writes.push(record);
      return 'created';
    },
    async replace(record) {
      await pause();
      if (records.get(record.tenantId)?.version !== record.version - 1) return 'conflict';
      records.set(record.tenantId, record);
      writes.push(record);
      return 'replaced';
    },
  };
}
