import fc from 'fast-check';
import { ExplainedError } from '../../../../contract';
import { urlBelow } from '../../../../lambda/runtime/http/url-below';
import { segment } from './paths';

const BASES = ['https://billing.example/', 'https://billing.example:8443/prod/', 'https://billing.example/a/b:c/'].map(
  (href) => new URL(href),
);
const base = fc.constantFrom(...BASES);

/** Pieces that parsers read in more than one way, put together at random. */
const piece = fc.oneof(
  fc.constantFrom(
    '/',
    '//',
    '\\',
    '..',
    '.',
    '%2e',
    '%2E',
    '%2f',
    '%5c',
    ':',
    '@',
    '?',
    '#',
    ' ',
    '\t',
    '\n',
    '\r',
    '\0',
    'https:',
  ),
  fc.constantFrom(
    'https://',
    'evil.example',
    'prod',
    'prodx',
    '[::1]',
    ':443',
    'user:pw@',
    'javascript:',
    '\u2028',
    '\ud800',
    '\u3002',
  ),
  fc.string({ maxLength: 4 }),
);
const anyPath = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
);

it('is below the base, or a TypeError, whatever the path', () => {
  let [below, refused] = [0, 0];
  fc.assert(
    fc.property(base, anyPath, (from, path) => {
      let url: URL;
      try {
        url = urlBelow(from, path);
      } catch (error) {
        refused += 1;
        return expect(error).toBeInstanceOf(ExplainedError);
      }
      below += 1;
      expect({ origin: url.origin, user: url.username + url.password }).toEqual({ origin: from.origin, user: '' });
      expect(url.pathname.startsWith(from.pathname)).toBe(true);
      // What is sent is all that was written.
      expect(url.hash).toBe('');
      if (path.includes('?')) expect(url.href).toContain('?');
    }),
    { numRuns: 5000 },
  );

  // Neither half of the property was empty.
  expect(Math.min(below, refused)).toBeGreaterThan(500);
});

it('is base and path, for every path of valid characters without dot segments', () => {
  const path = fc
    .tuple(segment, fc.array(segment, { maxLength: 4 }))
    .filter(([first, rest]) => first !== '' || rest.length === 0);
  fc.assert(
    fc.property(base, path, fc.constantFrom('', '/'), fc.constantFrom('', '?a=b:c/d?e'), (from, [first, rest], slash, query) => {
      const text = [first, ...rest].join('/');
      // `scheme://` without a slash before it is a URL; everything else is a path.
      if (slash === '' && /^[a-z][a-z0-9+.-]*:\/\//i.test(text)) expect(() => urlBelow(from, text)).toThrow('is a whole URL');
      else expect(urlBelow(from, slash + text + query).href).toBe(from.href + text + query);
    }),
    { numRuns: 3000, examples: [[BASES[1] as URL, ['https:', ['', 'elsewhere']], '', '']] },
  );
});

it('quotes the path in the error as JSON: it begins no line of its own', () => {
  expect(() => urlBelow(new URL('https://billing.example/'), 'a\nb')).toThrow(
    /^path "a\\nb" holds a control character\n {2}expected/,
  );
});
