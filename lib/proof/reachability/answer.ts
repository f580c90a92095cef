// Answers have three values: yes, no with the component that says so, and "depends on this symbol". A doubt never counts as a no.

export type ComponentKind =
  | 'VPC'
  | 'VPC resolver'
  | 'subnet'
  | 'interface'
  | 'security group'
  | 'network ACL'
  | 'route table'
  | 'internet gateway'
  | 'egress-only internet gateway'
  | 'NAT gateway'
  | 'VPC peering'
  | 'VPC endpoint'
  | 'firewall'
  | 'DNS firewall'
  | 'service'
  | 'internet';

/** Something on the way. `id` is `stack/LogicalId` where a template has it. */
export interface Component {
  readonly kind: ComponentKind;
  readonly id: string;
  /** The rule that decided, or what a reader should know. */
  readonly detail?: string;
}

/** What one layer says. */
export type Decision =
  | { readonly answer: 'allowed'; readonly by: Component }
  | { readonly answer: 'blocked'; readonly by: Component; readonly why: string }
  | { readonly answer: 'unknown'; readonly symbol: string; readonly why: string };

export interface Reachable {
  readonly answer: 'reachable';
  /** In the order in which a packet and its answer meet them. */
  readonly path: readonly Component[];
}

export interface Blocked {
  readonly answer: 'blocked';
  readonly by: Component;
  readonly why: string;
}

export interface Unknown {
  readonly answer: 'unknown';
  /** What is known only at deployment, as people read it. */
  readonly symbol: string;
  readonly why: string;
}

export type Reach = Reachable | Blocked | Unknown;

/** Something that decides is known only at deployment. */
export interface Doubt {
  readonly symbol: string;
}

export type Match = boolean | Doubt;

export function isDoubt(value: unknown): value is Doubt {
  return typeof value === 'object' && value !== null && 'symbol' in value;
}

export function all(...matches: readonly Match[]): Match {
  if (matches.includes(false)) return false;
  return matches.find(isDoubt) ?? true;
}

export function any(...matches: readonly Match[]): Match {
  if (matches.includes(true)) return true;
  return matches.find(isDoubt) ?? false;
}

export const allowed = (by: Component): Decision => ({ answer: 'allowed', by });
export const blocked = (by: Component, why: string): Decision & Blocked => ({ answer: 'blocked', by, why });
export const unknown = (symbol: string, why: string): Decision & Unknown => ({ answer: 'unknown', symbol, why });

/** One no is a no, whatever else is in doubt. */
export function conclude(steps: readonly Decision[]): Reach {
  for (const step of steps) if (step.answer === 'blocked') return step;
  for (const step of steps) if (step.answer === 'unknown') return step;
  return { answer: 'reachable', path: steps.flatMap((step) => (step.answer === 'allowed' ? [step.by] : [])) };
}

/** Of several ways one is enough; of several refusals the first is told. */
export function firstOf(ways: Iterable<Reach>, otherwise: Reach): Reach {
  let doubt: Reach | undefined;
  let refusal: Reach | undefined;
  for (const way of ways) {
    if (way.answer === 'reachable') return way;
    if (way.answer === 'unknown') doubt ??= way;
    else refusal ??= way;
  }
  return doubt ?? refusal ?? otherwise;
}
