// An event of a function or a state machine, and the permission it needs.

import type { Json, JsonObject } from '../../template';
import type { Expansion, Source } from '../expansion';
import type { RolePolicies } from '../policies/read-policies';
import { given } from '../values';

/** What an event starts. */
export interface Target {
  readonly kind: 'function' | 'stateMachine';
  /** As a permission names the function: its alias, where it publishes one. */
  readonly name: Json;
  readonly arn: Json;
  /** Tags for what the events generate, where the owner propagates its own. */
  readonly tags: Json[] | undefined;
  /** The owner's permissions boundary, for roles of its events. */
  readonly boundary?: Json | undefined;
}

export interface Event {
  readonly owner: Source;
  readonly name: string;
  readonly type: string;
  /** Logical id that what it generates begins with. */
  readonly id: string;
  readonly properties: JsonObject;
  readonly target: Target;
  /** The event adds to it what the function's role needs. */
  readonly policies: RolePolicies;
}

export type EventReader = (expansion: Expansion, event: Event) => void;

/** Lets a service call the function. */
export function addPermission(
  expansion: Expansion,
  { owner, id, target }: Pick<Event, 'owner' | 'id' | 'target'>,
  principal: string,
  source: { readonly [name: string]: Json | undefined },
  suffix = '',
): string {
  const permission = `${id}Permission${suffix}`;
  const properties = given({ Action: 'lambda:InvokeFunction', FunctionName: target.name, Principal: principal, ...source });
  expansion.add(owner, permission, 'AWS::Lambda::Permission', properties);
  return permission;
}

/** Lists properties that the reader of this event does not know. */
export function missOthers(expansion: Expansion, { owner, name, properties }: Event, read: readonly string[]): void {
  for (const property of Object.keys(properties)) {
    if (!read.includes(property)) expansion.miss(`${property} of event ${name} of ${owner.id}`);
  }
}

export function missEvent(expansion: Expansion, { owner, name, type }: Pick<Event, 'owner' | 'name' | 'type'>): void {
  expansion.miss(`Event ${name} (${type}) of ${owner.id}`);
}
