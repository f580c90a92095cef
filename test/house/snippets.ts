// The TypeScript that the documentation shows, with where it stands.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Snippet {
  /** `README.md:21`: the line of its first statement. */
  readonly place: string;
  readonly code: string;
}

/** Fences may be written `ts`, `typescript` or `TypeScript`, and carry words after that. */
export function snippetsOf(file: string, text: string): Snippet[] {
  return [...text.matchAll(/^```(?:ts|typescript)\b[^\n]*\n([\s\S]*?)^```/gim)].map((match) => ({
    place: `${file}:${text.slice(0, match.index).split('\n').length + 1}`,
    code: match[1] ?? '',
  }));
}

export function documentedSnippets(root: string): Snippet[] {
  const pages = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md'));
  return ['README.md', ...pages.sort().map((page) => `docs/${page}`)].flatMap((file) =>
    snippetsOf(file, readFileSync(join(root, file), 'utf8')),
  );
}
