// How long an answer may be used, by its own word: Cache-Control (RFC 9111, RFC 5861), Expires, Age. Where headers are ill-formed,
// repeated or at odds, the shorter time counts: too short costs a request, too long keeps something withdrawn in use.

export interface AnswerLifetime {
  /** Seconds for which the answer is fresh, from its creation on; undefined if it does not say. 0: only the requests that wait for it may use it. */
  readonly freshSeconds: number | undefined;
  /** Seconds that the answer had already spent in caches. */
  readonly ageSeconds: number;
  /** Seconds after `freshSeconds` in which the answer may be used while a newer answer is read. */
  readonly staleWhileRevalidateSeconds: number;
  /** Seconds after `freshSeconds` in which the answer may be used if a newer answer cannot be read. */
  readonly staleIfErrorSeconds: number;
}

interface Headers {
  readonly [name: string]: string | undefined;
}

type Directive = readonly [name: string, value: string];

export function lifetimeOf(headers: Headers): AnswerLifetime {
  const directives = (headers['cache-control'] ?? '').split(',').map(directiveOf);
  const says = (...names: string[]) => directives.some(([name]) => names.includes(name));
  // RFC 9111, 5.1 lets one ignore an ill-formed age. Who does takes what is old for new.
  const ageSeconds = ageOf(headers.age);
  const isForNow = ageSeconds === undefined || says('no-store', 'no-cache');
  const stale = (name: string) => (isForNow || says('must-revalidate') ? 0 : (least(directives, name) ?? 0));
  return {
    freshSeconds: isForNow ? 0 : (least(directives, 'max-age') ?? untilExpires(headers)),
    ageSeconds: ageSeconds ?? 0,
    staleWhileRevalidateSeconds: stale('stale-while-revalidate'),
    staleIfErrorSeconds: stale('stale-if-error'),
  };
}

function directiveOf(text: string): Directive {
  const [name = '', value = ''] = text.split('=', 2);
  return [name.trim().toLowerCase(), value.trim()];
}

/** The smallest number a directive is given, 0 if it is none (RFC 9111, 4.2.1: invalid freshness is no freshness). */
function least(directives: readonly Directive[], wanted: string): number | undefined {
  const given = directives.filter(([name]) => name === wanted).map(([, value]) => secondsIn(value) ?? 0);
  return given.length === 0 ? undefined : Math.min(...given);
}

/** RFC 9111, 5.3: from Date to Expires; over already if either is missing or no date (`Expires: 0`). */
function untilExpires({ expires, date }: Headers): number | undefined {
  if (expires === undefined) return undefined;
  const seconds = (instantOf(expires) - instantOf(date)) / 1000;
  return Number.isNaN(seconds) ? 0 : Math.max(seconds, 0);
}

/** Milliseconds since the epoch. Only the form that HTTP sends (RFC 9110, 5.6.7): `Date.parse` makes a year of any number. */
function instantOf(date = ''): number {
  return /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(date) ? Date.parse(date) : Number.NaN;
}

/** RFC 9111, 5.1: the first of several. Undefined for an ill-formed one. */
function ageOf(header = '0'): number | undefined {
  return secondsIn(header.split(',', 1)[0]?.trim() ?? '');
}

function secondsIn(text: string): number | undefined {
  return /^"?(\d{1,15})"?$/.test(text) ? Number(text.replaceAll('"', '')) : undefined;
}
