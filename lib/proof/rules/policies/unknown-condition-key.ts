import type { Rule } from '../rule';
import { asOf } from '../shared/data-date';
import { seenIn, statements } from '../shared/statements';

export const unknownConditionKey: Rule = {
  id: 'unknown-condition-key',
  severity: 'error',
  why: 'No request has a key that does not exist. The statement then never applies, or always applies.',
  fix: 'Write the key as the Service Authorization Reference, or the list of global condition keys, spells it. If the key is newer than the data of this package, add AWS’s own list: --actions FILE, or actionFiles.',
  source: 'IAM User Guide: AWS global condition context keys',
  *find(evidence) {
    const { actions: catalogue } = evidence;
    for (const { document, statement } of statements(evidence)) {
      for (const { key } of statement.conditions) {
        const [prefix = '', rest] = key.split(':');
        if (/[\uE000]/.test(key)) continue;
        if (rest === undefined) {
          // Keys of identity providers contain a colon too, such as `accounts.google.com:aud`.
          yield seenIn(document, statement, `has the condition key "${key}" without a prefix (expected service:Key or aws:Key)`);
          continue;
        }
        if (catalogue.knowsConditionKey(key)) continue;
        // A web identity provider has keys under its own host name.
        if (prefix.includes('.') || prefix.includes('/')) continue;
        if (prefix !== 'aws' && !catalogue.hasService(prefix)) {
          yield seenIn(document, statement, `has the condition key "${key}" with an unknown service prefix${asOf(catalogue)}`, {
            severity: 'warning',
          });
          continue;
        }
        if ((catalogue.actionsMatching(key)?.length ?? 0) > 0) {
          yield seenIn(document, statement, `has the condition key "${key}", which is an action and not a condition key`);
          continue;
        }
        const nearest = catalogue.suggestion(key);
        // Without a name that is close, the key may be newer than the data here.
        yield nearest === undefined
          ? seenIn(document, statement, `has the unknown condition key "${key}"${asOf(catalogue)}`, { severity: 'warning' })
          : seenIn(document, statement, `has the condition key "${key}", which does not exist (did you mean ${nearest}?)`);
      }
    }
  },
};
