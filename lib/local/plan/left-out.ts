// What the local form leaves out: what a local AWS refuses, and what says nothing without that.
import type { CfnElement } from 'aws-cdk-lib/core';
import { ExplainedError } from '../../../contract';
import { isOnMetricMath } from '../alarms';
import type { Definition } from '../definition';
import { withoutReferences } from '../references/drops';
import { namesIn } from '../references/names';
import { isHeld } from '../types/held';
import { canBeLeftOut, goesWith } from '../types/left-out';
import { heldType } from '../types/rewritten';
import { type Entry, Names, referencesOf } from './entries';

export interface Reason {
  readonly text: string;
  /** Whether every resource of its type is left out. */
  readonly isOfType: boolean;
}

export interface LeftOut {
  /** Why, by entry. */
  readonly reasons: ReadonlyMap<Entry, Reason>;
  /** Entries of a type that a local AWS does not support, and that nobody reviewed. */
  readonly notHeld: readonly Entry[];
}

/**
 * @param isInScope whether `LocalCloud` may change the element
 * @throws ExplainedError if something that stays refers to something that is left out
 */
export function leftOutOf(entries: readonly Entry[], isInScope: (element: CfnElement) => boolean): LeftOut {
  const reasons = new Map<Entry, Reason>();
  const names = new Names();
  const leaveOut = (entry: Entry, reason: Reason) => {
    reasons.set(entry, reason);
    names.add(entry);
  };
  const inScope = entries.filter(({ element }) => isInScope(element));
  for (const entry of inScope) {
    const reason = refusal(entry.definition);
    if (reason !== undefined) leaveOut(entry, reason);
  }
  const meantBy = ({ element, definition }: Entry) => {
    const references = isInScope(element) ? referencesLeft(definition, element, names) : referencesOf(definition);
    return names.meant(references, element);
  };
  for (let before = -1; before !== reasons.size; ) {
    before = reasons.size;
    for (const entry of inScope.filter((one) => !reasons.has(one) && (one.isOutput || goesWith(one.definition.Type ?? '')))) {
      const [other] = meantBy(entry);
      if (other !== undefined)
        leaveOut(entry, { text: `it refers to ${other.element.node.path}, which is left out`, isOfType: false });
    }
  }
  const pairs = entries
    .filter((entry) => !reasons.has(entry))
    .flatMap((entry) => meantBy(entry).map((other) => [entry, other] as const));
  if (pairs.length > 0) throw conflict(pairs);
  const notHeld = inScope.filter((entry) => !reasons.has(entry) && !entry.isOutput && !isMade(entry.definition));
  return { reasons, notHeld };
}

function refusal(definition: Definition): Reason | undefined {
  const { Type: type = '' } = definition;
  if (isOnMetricMath(definition)) return { text: 'a local AWS does not support alarms on metric math', isOfType: false };
  if (isMade(definition) || !canBeLeftOut(type)) return undefined;
  return { text: `a local AWS does not support ${type}`, isOfType: true };
}

function isMade(definition: Definition): boolean {
  return isHeld(heldType(definition).Type ?? '');
}

/** The references that remain after the rewriting. */
function referencesLeft(definition: Definition, element: CfnElement, names: Names): ReadonlySet<string> {
  const references = referencesOf(definition);
  if (names.meant(references, element).length === 0) return references;
  // Only in its own stack: CDK would export what another stack's template names, even if the reference is removed later.
  const isAbout = (value: unknown) => names.meant([...namesIn(value)].filter(isLogicalId), element).length > 0;
  return referencesOf(withoutReferences(definition, isAbout).definition);
}

const isLogicalId = (name: string): boolean => !/[/:]/.test(name);

function conflict(pairs: readonly (readonly [Entry, Entry])[]): ExplainedError {
  const shown = ({ element, definition, isOutput }: Entry) => `${element.node.path} (${isOutput ? 'output' : definition.Type})`;
  const [[kept, gone] = []] = pairs;
  return new ExplainedError(
    pairs.map(([from, to]) => `${shown(from)} refers to ${shown(to)}, which the local form leaves out`).join('\n'),
    'no resource in the local form refers to a resource that the local form leaves out',
    `create ${gone?.element.node.path} only when endpoint is undefined, and give ${kept?.element.node.path} another value otherwise: ` +
      'if (endpoint === undefined) { … } else { … }',
  );
}
