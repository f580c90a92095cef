// Methods of a REST API as patterns of `execute-api` ARNs, and which requests a pattern also covers. IAM's `*` runs across slashes, so
// that `/GET/issues/*`, written for `/issues/{id}`, covers `/GET/issues/17/comments` as well.

import { ANY_METHOD } from '../../contract';

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

function patternSegments(route: Route): string[] {
  return segmentsOf(route).map((segment) => (segment.kind === 'literal' ? segment.text : '*'));
}

/** Whether some request to a method, given by its segments, matches a pattern: each `*` of it takes one segment or more. */
function covers([first, ...pattern]: readonly string[], segments: readonly Segment[]): boolean {
  const [segment, ...others] = segments;
  if (first === undefined || segment === undefined) return first === undefined && segment === undefined;
  const isWildcard = first === '*';
  if (!isWildcard && segment.kind === 'literal' && segment.text !== first) return false;
  return (
    covers(pattern, others) ||
    (isWildcard && covers([first, ...pattern], others)) ||
    // The rest of a path may be of any length.
    (segment.kind === 'rest' && pattern.length > 0 && covers(pattern, segments))
  );
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
