// The URL of a path below a base URL. The path is appended to the base as text and never resolved against it: `batch:run`, resolved,
// is a URL of its own, of scheme `batch`.

import { ExplainedError } from '../../../contract';

/** URL parsers take tabs and line ends out, and cut others off the end: another path would be sent than was written. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what it looks for
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/;
const WHOLE_URL = /^[a-z][a-z0-9+.-]*:\/\//i;
/** URL parsers take a backslash of the path for a slash. */
const BACKSLASH = /^[^?]*\\/;
const FRAGMENT = /#/;

const REFUSED: readonly (readonly [form: RegExp, what: string, remedy: string])[] = [
  [CONTROL_CHARACTER, 'holds a control character', 'encode the text with encodeURIComponent'],
  [WHOLE_URL, 'is a whole URL', 'leave scheme and host out: the base URL has them'],
  [BACKSLASH, 'holds a backslash', 'write a slash, or %5C for the character itself'],
  [FRAGMENT, 'holds a fragment, which no client sends', 'leave the fragment out, or write %23 for the character #'],
];

/**
 * The path begins with a slash or without. It may hold a colon anywhere (RFC 3986, 3.3: `pchar`) and end in a query. Throws ExplainedError
 * if the path leaves the base, or would not be sent as it is written.
 *
 * @param base without query and fragment; its path ends in a slash
 */
export function urlBelow(base: URL, path: string): URL {
  for (const [form, what, remedy] of REFUSED) if (form.test(path)) throw refusal(base, path, what, remedy);
  // URL parsers cut spaces off the end.
  const url = new URL(base.href + path.replace(/^\/+/, '').replaceAll(' ', '%20'));
  // WHATWG URL: `..` and `%2e%2e` are the same segment.
  if (!url.pathname.startsWith(base.pathname)) throw refusal(base, path, `leaves ${base.href}`, 'leave out segments `..`');
  return url;
}

function refusal({ href }: URL, path: string, what: string, remedy: string): ExplainedError {
  return new ExplainedError(`path ${JSON.stringify(path)} ${what}`, `a path below ${href}`, remedy);
}
