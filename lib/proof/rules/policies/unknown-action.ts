import { getOrAdd } from '../../collections';
import type { Rule } from '../rule';
import { seenIn, statements } from '../shared/statements';

export const unknownAction: Rule = {
  id: 'unknown-action',
  severity: 'error',
  why: 'IAM takes an action that no service has without a word: what was meant is neither allowed nor denied.',
  fix: 'Write the action as the Service Authorization Reference spells it.',
  source: 'Service Authorization Reference: Actions, resources, and condition keys for AWS services',
  *find(evidence) {
    const { actions: catalogue } = evidence;
    const known = new Map<string, string | undefined>();
    for (const { document, statement } of statements(evidence)) {
      for (const action of [...statement.actions, ...statement.notActions]) {
        const message = getOrAdd(known, action, () => refusal(action));
        if (message !== undefined) {
          // A service that is younger than the data here is no error.
          yield seenIn(document, statement, message, message.startsWith('no service') ? { severity: 'warning' } : {});
        }
      }
    }

    function refusal(action: string): string | undefined {
      if (/[*?]/.test(action.split(':')[0] ?? '') || /[\uE000]/.test(action)) return undefined;
      const [service = '', name] = action.split(':');
      if (name === undefined) return `"${action}" names no service, expected service:Action`;
      if (!catalogue.hasService(service)) return `no service has the prefix "${service}"`;
      if (catalogue.actionsMatching(action)?.length !== 0) return undefined;
      const nearest = catalogue.suggestion(action);
      return `there is no action "${action}"${nearest === undefined ? '' : `, did you mean ${nearest}?`}`;
    }
  },
};
