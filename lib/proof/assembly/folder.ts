// One directory, and nothing outside it: what a manifest names is read only if it lies within the assembly, links resolved.

import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { isObject, type JsonObject } from '../template/template';
import { AssemblyError } from './error';

/** A template is 1 MB at most; a manifest of a thousand stacks has a few. */
const MAX_BYTES = 50 * 1024 * 1024;

const AGAIN = 'run `cdk synth` again, or give another directory';

export class Folder {
  /** The assembly around nested ones: asset paths of any of them may point anywhere within it. */
  private readonly root: string;

  private constructor(
    public readonly path: string,
    root?: string,
  ) {
    this.root = root ?? path;
  }

  public static open(directory: string): Folder {
    const path = realPath(directory, directory);
    if (!statSync(path).isDirectory()) {
      throw new AssemblyError(
        `${directory} is a file`,
        'the directory of a cloud assembly',
        'give its directory, such as cdk.out',
      );
    }
    return new Folder(path);
  }

  public folder(name: string): Folder {
    const path = this.within(name);
    if (!statSync(path).isDirectory()) throw new AssemblyError(`${path} is a file`, 'the directory of a nested assembly', AGAIN);
    return new Folder(path, this.root);
  }

  public readObject(name: string): JsonObject {
    const path = this.within(name);
    const found = statSync(path);
    if (!found.isFile()) throw new AssemblyError(`${path} is not a file`, 'a JSON file', AGAIN);
    if (found.size > MAX_BYTES) {
      throw new AssemblyError(
        `${path} has ${found.size} bytes`,
        `at most ${MAX_BYTES} bytes: a template has up to 1 MB`,
        'give a cloud assembly',
      );
    }
    let parsed: unknown;
    try {
      parsed = JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
    } catch (error) {
      throw new AssemblyError(
        `${path} is not valid JSON (${(error as Error).message})`,
        'JSON in the form that CDK writes',
        AGAIN,
      );
    }
    if (!isObject(parsed))
      throw new AssemblyError(`${path} does not hold an object`, 'an object, in the form that CDK writes', AGAIN);
    return parsed;
  }

  private within(name: string): string {
    const leaves = (from: string, to: string) => {
      const way = relative(from, to);
      return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
    };
    const outside = () =>
      new AssemblyError(
        `${this.path} names ${JSON.stringify(name)}, which lies outside the assembly`,
        `a path within ${this.root}`,
        AGAIN,
      );
    // Before the file system is asked: whether a file outside is there is nobody's business.
    if (isAbsolute(name) || name.includes('\0') || leaves(this.root, join(this.path, name))) throw outside();
    const path = realPath(join(this.path, name), name);
    if (leaves(this.root, path)) throw outside();
    return path;
  }
}

function realPath(path: string, name: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ELOOP') throw new AssemblyError(`${path} is a link that leads to itself`, 'a file or directory', AGAIN);
    throw new AssemblyError(`${path} cannot be read (${code})`, `an existing ${name}`, AGAIN);
  }
}
