// One service's line of assets/actions.txt. scripts/actions.mjs writes it, and says what its letters mean.

export type AccessLevel = 'Read' | 'Write' | 'List' | 'Tagging' | 'Permissions management';

export interface Action {
  /** `GetItem`, as AWS writes it. */
  readonly name: string;
  readonly level: AccessLevel;
  readonly resourceTypes: readonly string[];
  /** Keys of the request itself, patterns such as `aws:RequestTag/${TagKey}` among them; global keys are not named. */
  readonly conditionKeys: readonly string[];
}

export interface ConditionKey {
  readonly name: string;
  /** `String`, `ArrayOfString`, `Bool`, … ; empty where AWS does not say. */
  readonly type: string;
}

export interface ResourceType {
  readonly name: string;
  readonly arn: string;
  /** Keys of a request for a resource of this type: its tags. */
  readonly conditionKeys: readonly string[];
}

export interface Service {
  readonly actions: readonly Action[];
  /** By its name, in any case. */
  readonly action: (name: string) => Action | undefined;
  readonly conditionKeys: readonly ConditionKey[];
  readonly resourceTypes: readonly ResourceType[];
}

interface Line {
  readonly k: readonly (readonly [name: string, type: string])[];
  readonly r: readonly (readonly [name: string, arn: string, keys: string])[];
  readonly s: readonly string[];
  readonly a: readonly string[];
}

const LEVELS: { readonly [letter: string]: AccessLevel } = {
  R: 'Read',
  W: 'Write',
  L: 'List',
  T: 'Tagging',
  P: 'Permissions management',
};

const indexes = (text = ''): number[] => (text === '' ? [] : text.split(',').map(Number));

export function parseService(text: string): Service {
  const { k, r, s, a } = JSON.parse(text) as Line;
  const keys = (set?: string) => indexes(set).flatMap((index) => k[index]?.[0] ?? []);
  const sets = s.map((set) => keys(set));
  const made: Action[] = [];
  // A service has hundreds, and a policy names a few.
  const actionAt = (index: number): Action => {
    const known = made[index];
    if (known !== undefined) return known;
    const [name = '', resources, set] = (a[index] ?? '').split(' ');
    const action: Action = {
      name: name.slice(1),
      level: LEVELS[name.charAt(0)] ?? 'Write',
      resourceTypes: indexes(resources).flatMap((one) => r[one]?.[0] ?? []),
      conditionKeys: sets[Number(set)] ?? [],
    };
    made[index] = action;
    return action;
  };
  let all: readonly Action[] | undefined;
  const byName = new Map(a.map((action, index) => [action.slice(1, end(action)).toLowerCase(), index]));
  return {
    conditionKeys: k.map(([name, type]) => ({ name, type })),
    resourceTypes: r.map(([name, arn, set]) => ({ name, arn, conditionKeys: keys(set) })),
    get actions() {
      all ??= a.map((_action, index) => actionAt(index));
      return all;
    },
    action(name) {
      const index = byName.get(name.toLowerCase());
      return index === undefined ? undefined : actionAt(index);
    },
  };
}

function end(action: string): number {
  const space = action.indexOf(' ');
  return space < 0 ? action.length : space;
}
