// What may be in the tarball at all, whatever the pinned list says.

const FOLDERS = ['build/bin/', 'schema/', 'assets/', 'data/', 'build/contract/', 'build/lambda/runtime/', 'build/lib/'];
const FILES = ['.jsii', 'CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'package.json'];

const NEVER: readonly [what: string, pattern: RegExp][] = [
  ['a dotfile', /(^|\/)\.(?!jsii$)/],
  ['a source', /(?<!\.d)\.[cm]?tsx?$/],
  ['a source map', /\.map$/],
  ['a test', /(^|\/)(test|tests|__tests__|__snapshots__)\/|\.(test|spec)\.|\.snap$/],
  ['a build’s own record', /\.tsbuildinfo$|\.tgz$|\.log$/],
  ['a dependency', /(^|\/)node_modules\//],
];

/** One line for each file that users do not need, with why. */
export function strangers(files: readonly string[]): string[] {
  return files.flatMap((file) => {
    const reasons = NEVER.filter(([, pattern]) => pattern.test(file)).map(([what]) => what);
    const expected = FILES.includes(file) || FOLDERS.some((folder) => file.startsWith(folder));
    return [...reasons, ...(expected ? [] : ['not in a folder of the package'])].map((reason) => `${file}: ${reason}`);
  });
}
