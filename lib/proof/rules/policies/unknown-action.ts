import { getOrAdd } from '../../collections';
import type { Rule, Sighting } from '../rule';
import { asOf } from '../shared/data-date';
import { seenIn, statements } from '../shared/statements';

export const unknownAction: Rule = {
  id: 'unknown-action',
  severity: 'error',
  why: 'IAM accepts an action that does not exist. The statement then neither allows nor denies the action that you meant.',
  fix: 'Write the action as the Service Authorization Reference spells it. If the action is newer than the data of this package, add AWS’s own list: --actions FILE, or actionFiles.',
  source: 'Service Authorization Reference: Actions, resources, and condition keys for AWS services',
  *find(evidence) {
    const { actions: catalogue } = evidence;
    const known = new Map<string, Defect | undefined>();
    for (const { document, statement } of statements(evidence)) {
      for (const action of [...statement.actions, ...statement.notActions]) {
        const defect = getOrAdd(known, action, () => defectOf(action));
        if (defect !== undefined) yield seenIn(document, statement, defect.message, defect);
      }
    }

    function defectOf(action: string): Defect | undefined {
      if (/[*?]/.test(action.split(':')[0] ?? '') || /[\uE000]/.test(action)) return undefined;
      const [service = '', name] = action.split(':');
      if (name === undefined) return { message: `names the action "${action}" without a service (expected service:Action)` };
      // The service may be newer than the action data here: a warning, not an error.
      if (!catalogue.hasService(service))
        return { message: `names the unknown service prefix "${service}"${asOf(catalogue)}`, severity: 'warning' };
      if (catalogue.actionsMatching(action)?.length !== 0) return undefined;
      if (catalogue.knowsConditionKey(action))
        return { message: `names "${action}", which is a condition key and not an action` };
      const nearest = catalogue.suggestion(action);
      const hint = ` (did you mean ${nearest}?)`;
      // Without a name that is close, the action may be newer than the data here.
      if (nearest === undefined)
        return { message: `names the unknown action "${action}"${asOf(catalogue)}`, severity: 'warning' };
      return { message: `names the action "${action}", which does not exist${hint}` };
    }
  },
};

type Defect = Pick<Sighting, 'message' | 'severity'>;
