// Methods of a REST API as patterns of `execute-api` ARNs, and which requests a pattern also covers. IAM's `*` runs across slashes, so
// that `/GET/issues/*`, written for `/issues/{id}`, covers `/GET/issues/17/comments` as well.

import { ANY_METHOD } from '../../../contract';

/** A method as API Gateway names it: `GET` or `ANY`, and the path of its resource (`/issues/{id}`). */
export interface Route {
  readonly method: string;
  readonly path: string;
}

/** What follows the stage in the ARN: `/GET/issues/*` for `GET /issues/{id}`. */
export function patternOf(route: Route): string {
  return `/${patternSegments(route).join('/')}`;
}

/**
 * What the pattern covers besides the method's own requests: for each variable, the pattern in which its value has a slash. All own
 * requests have as many segments as the path, and what matches one of these has more. None for a path with a rest, whose own requests
 * are of any length.
 */
export function patternsBeyond(route: Route): string[] {
  const segments = segmentsOf(route);
  if (hasRest(segments)) return [];
  const pattern = patternSegments(route);
  return segments.flatMap(({ kind }, index) => (kind === 'one' ? [`/${pattern.with(index, '*/*').join('/')}`] : []));
}

/** True if the pattern of `method`, less what lies beyond it, covers a request that API Gateway may hand to `other`. */
export function reaches(method: Route, other: Route): boolean {
  const [own, others] = [segmentsOf(method), segmentsOf(other)];
  const mayBeAsLong = hasRest(own) || hasRest(others) || own.length === others.length;
  return mayBeAsLong && covers(patternSegments(method), others);
}

/**
 * True if the pattern of `other` may match the ARN of a request that API Gateway hands to `method`. A static segment takes
 * precedence over a variable one: what `other` differs in by such segments alone (`/issues/new` beside `/issues/{id}`) never
 * goes to `method`, however well the pattern fits.
 */
export function mayMatchRequestsTo(method: Route, other: Route): boolean {
  return covers(patternSegments(other), segmentsOf(method)) && !takesPrecedence(other, method);
}

/** A segment alone is one variable's value; ARNs hold what is sent, so that a slash within it is written `%2F`. */
type Segment = { readonly kind: 'literal'; readonly text: string } | { readonly kind: 'one' } | { readonly kind: 'rest' };

function segmentsOf({ method, path }: Route): Segment[] {
  return [method, ...path.slice(1).split('/')].map((text, index) => {
    if (index === 0 ? text === ANY_METHOD : /^\{.*[^+]\}$/.test(text)) return { kind: 'one' };
    return /^\{.*\}$/.test(text) ? { kind: 'rest' } : { kind: 'literal', text };
  });
}

function hasRest(segments: readonly Segment[]): boolean {
  return segments.some(({ kind }) => kind === 'rest');
}

function patternSegments(route: Route): string[] {
  return segmentsOf(route).map((segment) => (segment.kind === 'literal' ? segment.text : '*'));
}

/** Whether some request to a method, given by its segments, matches a pattern: each `*` of it takes one segment or more. */
function covers(pattern: readonly string[], segments: readonly Segment[]): boolean {
  // Of each pair of ends once: neighbouring variables could be shared out in ever so many ways.
  const known = new Map<number, boolean>();
  const fromHere = (at: number, from: number): boolean => {
    const id = at * (segments.length + 1) + from;
    const result = known.get(id) ?? fits(at, from);
    known.set(id, result);
    return result;
  };
  const fits = (at: number, from: number): boolean => {
    const part = pattern[at];
    const segment = segments[from];
    if (part === undefined || segment === undefined) return part === undefined && segment === undefined;
    const isWildcard = part === '*';
    if (!isWildcard && segment.kind === 'literal' && segment.text !== part) return false;
    return (
      fromHere(at + 1, from + 1) ||
      (isWildcard && fromHere(at, from + 1)) ||
      // The rest of a path may be of any length.
      (segment.kind === 'rest' && at + 1 < pattern.length && fromHere(at + 1, from))
    );
  };
  return fromHere(0, 0);
}

/** The same path but for static segments where the other one has a variable, and no rest of a path in either. */
function takesPrecedence(route: Route, over: Route): boolean {
  // Without the method: a path that is there takes all methods.
  const [, ...segments] = segmentsOf(route);
  const [, ...compared] = segmentsOf(over);
  const isMoreStatic = (segment: Segment, index: number) => segment.kind === 'literal' && compared[index]?.kind === 'one';
  return (
    segments.length === compared.length &&
    segments.some(isMoreStatic) &&
    segments.every((segment, index) => isMoreStatic(segment, index) || isSame(segment, compared[index]))
  );
}

function isSame(segment: Segment, other: Segment | undefined): boolean {
  if (segment.kind === 'literal') return other?.kind === 'literal' && other.text === segment.text;
  return segment.kind === 'one' && other?.kind === 'one';
}
