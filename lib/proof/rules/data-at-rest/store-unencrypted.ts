import type { Rule } from '../rule';
import { encryptionsOf, STORES } from '../shared/stores';

export const storeUnencrypted: Rule = {
  id: 'store-unencrypted',
  severity: 'error',
  why: 'The data, its snapshots and its backups are stored in clear text. Most stores cannot be encrypted later without a copy.',
  fix: 'Switch on encryption at rest, with a customer managed key.',
  source: 'AWS Well-Architected Framework, Security Pillar: SEC08-BP02 Enforce encryption at rest',
  *find(evidence) {
    for (const resource of evidence.templates.ofType(...STORES)) {
      for (const { kind, location } of encryptionsOf(resource)) {
        if (kind === 'none') yield { resource, location, message: 'is not encrypted at rest' };
        else if (kind === 'unknown' && evidence.hasTenantData(resource)) {
          yield { resource, location, message: 'holds tenant data, but only the deployment knows whether it is encrypted' };
        }
      }
    }
  },
};
