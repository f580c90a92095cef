import type { Rule } from '../rule';
import { seenIn, statements } from '../shared/statements';

export const unknownConditionKey: Rule = {
  id: 'unknown-condition-key',
  severity: 'error',
  why: 'No request has a key that does not exist: an Allow under it never applies, or always, and a Deny likewise.',
  fix: 'Write the key as the Service Authorization Reference or the list of global condition keys spells it.',
  source: 'IAM User Guide: AWS global condition context keys',
  *find(evidence) {
    const { actions: catalogue } = evidence;
    for (const { document, statement } of statements(evidence)) {
      for (const { key } of statement.conditions) {
        const [prefix = '', rest] = key.split(':');
        if (/[\uE000]/.test(key)) continue;
        if (rest === undefined) {
          // Keys of identity providers, such as `accounts.google.com:aud`, hold a colon too.
          yield seenIn(document, statement, `condition key "${key}" has no prefix, expected service:Key or aws:Key`);
          continue;
        }
        if (catalogue.knowsConditionKey(key)) continue;
        // Web identity providers bring keys under their own host names.
        if (prefix.includes('.') || prefix.includes('/')) continue;
        if (prefix !== 'aws' && !catalogue.hasService(prefix)) {
          yield seenIn(document, statement, `no service has the prefix of condition key "${key}"`, { severity: 'warning' });
          continue;
        }
        const nearest = catalogue.suggestion(key);
        yield seenIn(
          document,
          statement,
          `there is no condition key "${key}"${nearest === undefined ? '' : `, did you mean ${nearest}?`}`,
        );
      }
    }
  },
};
