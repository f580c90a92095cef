// What lies below a directory: templates, assemblies, and what is left out. A template that is passed over in silence would make
// `clean` a statement about less than what the reader thinks of.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { contents } from './contents';
import { InputError } from './error';

const EXTENSION = /\.(?:json|ya?ml|template|cfn)$/i;

/** A home directory, or a disk, is no directory of templates. */
const MAX_DIRECTORIES = 10_000;

export interface Below {
  /** Files that may be templates, by name. */
  readonly files: readonly string[];
  readonly assemblies: readonly string[];
  /** Directories that were not looked into. */
  readonly skipped: readonly string[];
}

/** @throws InputError for what is too large */
export function below(path: string): Below {
  const found = { files: [] as string[], assemblies: [] as string[], skipped: [] as string[] };
  const directories = [path];
  for (const directory of directories) {
    if (directories.length > MAX_DIRECTORIES) {
      throw new InputError(
        `${path} has more than ${MAX_DIRECTORIES} directories in it`,
        'a directory of templates',
        'give the directory that holds the templates',
      );
    }
    const entries = readdirSync(directory, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
    for (const entry of entries) {
      const inner = join(directory, entry.name);
      if (!entry.isDirectory()) {
        // What a link leads to is asked when it is read. One to a directory may lead back here.
        if (EXTENSION.test(entry.name) && (entry.isFile() || entry.isSymbolicLink())) found.files.push(inner);
      } else if (isOfTools(entry.name)) found.skipped.push(inner);
      else if (isAssembly(inner)) found.assemblies.push(inner);
      else directories.push(inner);
    }
  }
  return found;
}

/** Web applications and browser extensions have a manifest.json too. */
function isAssembly(directory: string): boolean {
  const manifest = join(directory, 'manifest.json');
  return existsSync(manifest) && contents(manifest).includes('"artifacts"');
}

/** Packages, and what tools keep for themselves. */
function isOfTools(name: string): boolean {
  return name === 'node_modules' || name.startsWith('.');
}
