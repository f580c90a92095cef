import type { ConditionText, StatementText } from '../../access';
import type { Evidence } from '../../evidence';
import type { Rule } from '../rule';
import { few, seenIn, statements } from '../shared/statements';

export const conditionKeyOfOtherActions: Rule = {
  id: 'condition-key-of-other-actions',
  severity: 'warning',
  why: 'Requests for these actions never have this key. A condition with IfExists, Not or ForAllValues is then always true, and every other condition is always false.',
  fix: 'Move the actions that do not support the key to a separate statement.',
  source: 'Service Authorization Reference: condition keys per action',
  *find(evidence) {
    for (const { document, statement } of statements(evidence)) {
      if (!statement.isAllow) continue;
      for (const condition of statement.conditions) {
        if (condition.operator === 'Null') continue;
        const without = actionsWithout(evidence, statement, condition);
        if (without.length === 0) continue;
        const isOpen = holdsWithoutKey(condition) && !statement.conditions.some((one) => demandsKey(one, condition.key));
        const effect = isOpen ? 'its condition does not limit them' : 'it never allows them';
        yield seenIn(document, statement, `names ${few(without)}, whose requests have no ${condition.key}: ${effect}`, {
          severity: isOpen ? 'error' : 'warning',
        });
      }
    }
  },
};

/** Only actions with a full name: nobody expects every action of a wildcard to have the key. */
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
