import type { ConditionText, StatementText } from '../../access';
import type { Evidence } from '../../evidence';
import type { Rule } from '../rule';
import { few, seenIn, statements } from '../shared/statements';

export const conditionKeyOfOtherActions: Rule = {
  id: 'condition-key-of-other-actions',
  severity: 'warning',
  why: 'An action whose requests do not have the key passes a condition that holds without it, and fails one that does not.',
  fix: 'Give actions that do not support the key a statement of their own.',
  source: 'Service Authorization Reference: condition keys per action',
  *find(evidence) {
    for (const { document, statement } of statements(evidence)) {
      if (!statement.isAllow) continue;
      for (const condition of statement.conditions) {
        if (condition.operator === 'Null') continue;
        const without = actionsWithout(evidence, statement, condition);
        if (without.length === 0) continue;
        const isOpen = holdsWithoutKey(condition) && !statement.conditions.some((one) => demandsKey(one, condition.key));
        const effect = isOpen ? 'are allowed whatever it says' : 'are never allowed by this statement';
        yield seenIn(document, statement, `requests of ${few(without)} have no ${condition.key}: they ${effect}`, {
          severity: isOpen ? 'error' : 'warning',
        });
      }
    }
  },
};

/** Only actions that are named whole: a wildcard is not meant to have every key. */
function actionsWithout({ actions: catalogue }: Evidence, statement: StatementText, { key }: ConditionText): string[] {
  const [prefix = ''] = key.toLowerCase().split(':');
  if (prefix === 'aws' || !catalogue.hasService(prefix) || !catalogue.knowsConditionKey(key)) return [];
  return statement.actions.filter((action) => {
    const [service = '', name = ''] = action.toLowerCase().split(':');
    if (service !== prefix || /[*?]/.test(name)) return false;
    return catalogue.supportsConditionKey(action, key) === false;
  });
}

function holdsWithoutKey({ operator, set, ifExists }: ConditionText): boolean {
  return ifExists || set === 'ForAllValues' || (set === undefined && operator.includes('Not'));
}

function demandsKey({ operator, key, values }: ConditionText, wanted: string): boolean {
  return operator === 'Null' && key.toLowerCase() === wanted.toLowerCase() && values.every((value) => value === 'false');
}
