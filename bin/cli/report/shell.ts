// Words for a shell: what the command tells people to type. Names come from templates, and templates may be anybody's.

/** A word that the shell takes as it is, whatever is in it (POSIX.1-2017, Shell Command Language, 2.2.2 Single-Quotes). */
export function shellWord(text: string): string {
  return /^[\w./:@%+,][\w./:@%+,-]*$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** `--tenant-data Orders`. A value that begins with a hyphen stands behind `=`: otherwise it would be an option. */
export function optionWords(name: string, value: string): string {
  return `--${name}${value.startsWith('-') ? '=' : ' '}${shellWord(value)}`;
}

/** Many paths would hide what the line says. */
export function storesCommand(paths: readonly string[]): string {
  return `npx cdk-bulkhead stores ${paths.length > 2 ? 'PATH…' : paths.map(shellWord).join(' ')}`;
}
