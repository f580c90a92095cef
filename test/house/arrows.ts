// The arrows between the folders: what code may not import, and why. The overrides of biome.json come from this table
// (`npm run docs:update` writes them), and boundaries.test.ts takes its pairs from it.

/** `in` and `except` are folders or files: where both hold one, the longer path decides. */
export interface Arrow {
  readonly in: readonly string[];
  /** @default - none */
  readonly except?: readonly string[];
  /** Packages, and folders of this repository. */
  readonly not: readonly string[];
  /** Folders and files within `not` that may be imported. @default - none */
  readonly but?: readonly string[];
  readonly why: string;
  /** What the linter matches imports with. @default - each package as it is, and each folder by its name, wherever it is */
  readonly patterns?: readonly string[];
}

const CONSTRUCTS = ['encryption', 'network', 'tenancy', 'identity', 'service'];
const folders = (names: readonly string[]) => names.map((name) => `lib/${name}`);

const CHECKS = 'lib/proof/tenant-isolation-checks.ts';
const OFFLINE = { in: ['bin/cli'], except: ['bin/cli/operations', 'bin/cli/operations-half.ts'] };
const CDK = ['aws-cdk-lib', 'aws-cdk-lib/**', 'constructs'];
const SDK = ['@aws-sdk/*', '@smithy/*'];
const NO_SDK = 'no SDK here: clients come in through ports';
const ONLY_TEMPLATES = 'the proof sees templates, never our constructs: it must work on anybody’s';
const ORDER = 'encryption → network → tenancy → identity → service: arrows never run back';
const NO_OTHER = 'access and reachability know nothing of each other: a rule that needs both asks both';

/** The proof has folders and files of these names too: only a path that leads out of it counts. */
const above = (names: readonly string[]) =>
  names.flatMap((name) => ['..', '../..', '../../..'].flatMap((up) => [`${up}/${name}`, `${up}/${name}/**`]));

export const ARROWS: readonly Arrow[] = [
  {
    in: ['contract'],
    not: ['**'],
    but: ['contract'],
    why: 'contract imports nothing but its own files',
    patterns: ['**', '!./*'],
  },
  {
    in: ['lib', CHECKS],
    except: ['lib/proof'],
    not: ['aws-cdk-lib'],
    why: "import aws-cdk-lib/core and the service's own module: the root costs half a second and 400 MB",
  },
  { in: ['lib/proof'], except: [CHECKS], not: CDK, why: 'the proof sees parsed templates: no CDK' },
  { in: ['lib'], not: SDK, why: NO_SDK },
  { in: ['lib'], not: ['lambda'], why: 'lib and lambda never import each other' },
  { in: ['lambda'], not: ['lib'], why: 'lib and lambda never import each other' },
  { in: ['lib', 'lambda'], not: ['bin', 'examples', 'test'], why: 'arrows run from contract to bin, never back' },
  { in: folders(['common', ...CONSTRUCTS]), not: ['lib/local'], why: 'only the barrel and bin know the local form' },
  ...['common', ...CONSTRUCTS.slice(0, -1)].map(
    (name): Arrow => ({ in: folders([name]), not: folders(CONSTRUCTS.slice(CONSTRUCTS.indexOf(name) + 1)), why: ORDER }),
  ),
  { in: ['lib/local'], not: folders(['common', ...CONSTRUCTS]), why: ORDER },
  { in: folders(['common', ...CONSTRUCTS, 'local']), not: ['lib/proof'], why: 'only the barrel and bin know the proof' },
  {
    in: ['lib/proof'],
    not: folders(['common', ...CONSTRUCTS, 'local']),
    why: ONLY_TEMPLATES,
    patterns: above(['common', ...CONSTRUCTS, 'local']),
  },
  {
    in: ['lib/proof'],
    except: ['lib/proof/access', 'lib/proof/rules', CHECKS],
    not: ['contract'],
    but: ['contract/explained-error'],
    why: ONLY_TEMPLATES,
    patterns: [...above(['contract']), ...['../..', '../../..'].map((up) => `!${up}/contract/explained-error`)],
  },
  { in: ['lib/proof/reachability'], not: ['lib/proof/access', 'lib/proof/rules'], why: NO_OTHER },
  { in: ['lib/proof/access'], not: ['lib/proof/reachability', 'lib/proof/rules'], why: NO_OTHER },
  {
    in: ['lib/proof/rules/*'],
    not: ['lib/proof/rules'],
    but: ['lib/proof/rules/*', 'lib/proof/rules/rule', 'lib/proof/rules/shared'],
    why: 'a folder of rules knows no other one: what two of them need is in shared/',
    patterns: ['../*', '../*/**', '!../rule', '!../shared/**', '!../../**'],
  },
  { in: ['lambda'], not: CDK, why: 'nothing of synth time runs in a function' },
  { in: ['lambda/runtime'], not: SDK, why: NO_SDK },
  {
    in: ['lambda/runtime'],
    not: ['lambda/aws', 'lambda/functions'],
    why: 'runtime → functions: the runtime knows no function and no AWS client',
  },
  { ...OFFLINE, not: SDK, why: 'the offline half calls no AWS: bin/cli/operations does' },
  {
    ...OFFLINE,
    not: ['bin/cli/operations'],
    why: 'through operations-half.ts alone: the offline half loads the other one only when it is asked for',
  },
];

/** Of several overrides that match a file Biome takes the last: each place lists all that holds there, wider places come first. */
export const PLACES: readonly string[] = [...new Set(ARROWS.flatMap((arrow) => [...arrow.in, ...(arrow.except ?? [])]))].sort();

/** `*` is any one folder. */
export function isWithin(path: string, folder: string): boolean {
  const names = path.split('/');
  return folder.split('/').every((name, index) => name === names[index] || (name === '*' && index < names.length));
}

function holdsIn(arrow: Arrow, place: string): boolean {
  const longest = (paths: readonly string[]) => Math.max(0, ...paths.flatMap((one) => (isWithin(place, one) ? one.length : [])));
  return longest(arrow.in) > longest(arrow.except ?? []);
}

/** The row that forbids a file of a place to import a package or a folder. */
export function forbidding(place: string, target: string): Arrow | undefined {
  return ARROWS.find(
    (arrow) =>
      holdsIn(arrow, place) &&
      arrow.not.some((one) => isAbout(one, target)) &&
      !arrow.but?.some((one) => isWithin(target, one === 'lib/proof/rules/*' ? place : one)),
  );
}

/** Whether an entry of `not` is about a target: `@aws-sdk/*` is about every package of the scope. */
function isAbout(entry: string, target: string): boolean {
  if (isFolder(entry)) return isWithin(target, entry);
  return entry.endsWith('*') ? target.startsWith(entry.replace(/\*+$/, '')) : entry === target;
}

export function isFolder(target: string): boolean {
  return /^(?:contract|lib|lambda|bin|examples|test)(?:\/|$)/.test(target);
}

/** The overrides of biome.json. */
export function overrides(): object[] {
  return PLACES.map((place) => {
    const patterns = ARROWS.filter((arrow) => holdsIn(arrow, place)).map((arrow) => ({
      group: arrow.patterns ?? arrow.not.flatMap(patternsOf),
      message: arrow.why,
    }));
    const includes = [place.endsWith('.ts') ? place : `${place}/**`];
    const noRestrictedImports = patterns.length === 0 ? 'off' : { level: 'error', options: { patterns } };
    return { includes, linter: { rules: { style: { noRestrictedImports } } } };
  });
}

function patternsOf(entry: string): string[] {
  if (!isFolder(entry)) return [entry];
  const name = entry.slice(entry.lastIndexOf('/') + 1);
  return [`**/${name}`, `**/${name}/**`];
}
