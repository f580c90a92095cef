// What is asked of the IAM evaluator, and what it answers. Nothing here knows a construct or a template.

import { ExplainedError } from '../../../contract/explained-error';
import type { Json } from '../template';
import type { Keys } from './keys';

export type { Truth } from '../template';

/** Who makes a request. ARNs are those of roles and users, not of sessions, unless they say so. */
export type Principal =
  | {
      readonly kind: 'role';
      readonly arn: string;
      readonly account: string;
      /** ARN of the session, `arn:…:sts::…:assumed-role/<role>/<session>`. @default - a session that no policy names */
      readonly sessionArn?: string;
      /** Another name that policies may call it by than its ARN. @default - none */
      readonly alsoNamed?: { readonly kind: 'AWS' | 'CanonicalUser' | 'Federated'; readonly value: string };
    }
  | { readonly kind: 'user'; readonly arn: string; readonly account: string }
  /** The root user of an account. */
  | { readonly kind: 'root'; readonly account: string }
  /** An AWS service acting for itself, `logs.eu-central-1.amazonaws.com`. */
  | { readonly kind: 'service'; readonly name: string }
  /** No signature. */
  | { readonly kind: 'anonymous' };

/** A condition key whose value the scenario leaves open. */
export const OPEN: unique symbol = Symbol('open');

/** Keys as AWS writes them, compared without case; a key that is not there is absent from the request. Lists are multivalued keys. */
export interface RequestContext {
  readonly [key: string]: string | readonly string[] | typeof OPEN;
}

export interface Request {
  readonly principal: Principal;
  /** `service:Action`. */
  readonly action: string;
  /** ARN, or `*` for actions without a resource. */
  readonly resource: string;
  /** Account that owns the resource. */
  readonly resourceAccount: string;
  readonly context: RequestContext | Keys;
}

/** A policy document as it is written, and what it is called in an answer. */
export interface Policy {
  /** Path of the resource that holds it, for people. */
  readonly source: string;
  readonly document: Json;
}

/**
 * How a resource's own policy takes part.
 * - `resource`: with identity policies, either suffices within an account.
 * - `key`: KMS. It must allow; an allowance for the account only lets identity policies decide.
 * - `trust`: a role's. As a key's.
 */
export type ResourcePolicyKind = 'resource' | 'key' | 'trust';

export interface Policies {
  readonly identity?: readonly Policy[];
  readonly boundary?: Policy;
  /** Inline and managed session policies together. */
  readonly session?: readonly Policy[];
  readonly resource?: Policy & { readonly kind: ResourcePolicyKind };
  /** Of the VPC endpoint that the request comes through, if it comes through one. */
  readonly endpoint?: Policy;
  /** Service control policies of the principal's account: each level must allow. */
  readonly serviceControl?: readonly (readonly Policy[])[];
  /** Resource control policies of the resource's account: each level must allow. */
  readonly resourceControl?: readonly (readonly Policy[])[];
}

export type Effect = 'Allowed' | 'Denied' | 'Unknown';

export interface Decision {
  readonly effect: Effect;
  /** The statement that decided, if one did: `<source> “<Sid>”`, or `<source> statement <index>`. */
  readonly statement?: string;
  /** A sentence. */
  readonly because: string;
  /** What the statement waits for, if conditions alone are left: all of them must hold. Only if the effect is Unknown. */
  readonly remaining?: readonly RemainingCondition[];
}

/** A condition of a statement whose key the request may have or not. */
export interface RemainingCondition {
  /** With set operator and `IfExists`. */
  readonly operator: string;
  /** As the policy writes it. */
  readonly key: string;
  readonly values: readonly string[];
}

/** A policy document that IAM would refuse. */
export class PolicyError extends ExplainedError {
  public readonly code = 'policy.invalid';
  public override readonly name = 'PolicyError';

  public constructor(source: string, seen: string, expected: string) {
    super(`${source}: ${seen}`, expected, 'write the policy as the grammar of IAM policies requires');
  }
}
