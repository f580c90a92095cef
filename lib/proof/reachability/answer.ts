// An answer has three values: yes, no with the component that decides, and unknown with the symbol that it depends on. An unknown never
// counts as a no.

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

/** A component on the path. `id` is `stack/LogicalId` if it is in a template. */
export interface Component {
  readonly kind: ComponentKind;
  readonly id: string;
  /** The rule that decided, or what a reader should know. */
  readonly detail?: string;
}

/** The decision of one layer. */
export type Decision =
  | { readonly answer: 'allowed'; readonly by: Component }
  | { readonly answer: 'blocked'; readonly by: Component; readonly why: string }
  | { readonly answer: 'unknown'; readonly symbol: string; readonly why: string };

export interface Reachable {
  readonly answer: 'reachable';
  /** In the order in which the packet and its response meet them. */
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

/** Only the deployment knows a value that decides. */
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

/** One `blocked` decides, even if other steps are unknown. */
export function conclude(steps: readonly Decision[]): Reach {
  for (const step of steps) if (step.answer === 'blocked') return step;
  for (const step of steps) if (step.answer === 'unknown') return step;
  return { answer: 'reachable', path: steps.flatMap((step) => (step.answer === 'allowed' ? [step.by] : [])) };
}

/** One reachable path is enough. If all are blocked, the first one gives the reason. */
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
