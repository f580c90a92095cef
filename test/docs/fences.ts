// The code blocks of a page of the documentation: ```tsx title=lib/stack.ts is a file, ```sh a command. Files import each other, so they
// are compiled where they are written to; each ```ts block is compiled by itself (test/house/snippets.test.ts).

export interface Fence {
  readonly language: string;
  /** What stands behind the language, `title=app.ts in=checkout`. */
  readonly info: { readonly [name: string]: string };
  /** With the end of its last line. */
  readonly text: string;
}

export function fences(markdown: string): Fence[] {
  return [...markdown.matchAll(/^( *)```(\w+)(.*)\n([\s\S]*?)^\1```$/gm)].map(
    ([, indent = '', language = '', info = '', text = '']) => ({
      language,
      info: Object.fromEntries([...info.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value])),
      // A block in a list is indented with it.
      text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );
}
