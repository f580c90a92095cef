// A kept resource or output in its local form: one rewriting after another.
import { localAuthorizer } from './authorizers';
import { type Definition, LOCAL_CHANGE, type Rewritten } from './definition';
import { localEnvironment } from './functions';
import { localPolicies } from './policies';
import { withWrittenAttributes } from './references/attributes';
import { withoutReferences } from './references/drops';
import { namesIn } from './references/names';
import { heldType } from './types/rewritten';

export interface LocalForm {
  readonly endpoint: string;
  readonly account: string;
  /** Logical ids of the resource's own stack that are left out. */
  readonly leftOut: ReadonlySet<string>;
  /** Attributes of that stack's resources whose values the template has, by `logicalId.attribute`. */
  readonly written: ReadonlyMap<string, unknown>;
}

/** `definition` is resolved; it is not changed. */
export function localDefinition(definition: Definition, { endpoint, account, leftOut, written }: LocalForm): Rewritten {
  const isAbout = (value: unknown) => [...namesIn(value)].some((name) => leftOut.has(name));
  const steps: ((before: Definition) => Rewritten)[] = [
    (before) => withoutReferences(withoutDependencies(before, leftOut), isAbout),
    asHeldType,
    (before) => withWrittenAttributes(before, written),
    (before) => localPolicies(before, account),
    (before) => localEnvironment(before, endpoint),
    localAuthorizer,
  ];
  return steps.reduce<Rewritten>(
    (done, step) => {
      const next = step(done.definition);
      return { definition: next.definition, changes: [...done.changes, ...next.changes] };
    },
    { definition, changes: [] },
  );
}

function asHeldType(before: Definition): Rewritten {
  const definition = heldType(before);
  const text = `rewritten as ${definition.Type}: a local AWS does not support ${before.Type}`;
  return { definition, changes: definition === before ? [] : [{ id: LOCAL_CHANGE, text }] };
}

/** CDK itself removes them, unless they are an override. */
function withoutDependencies(definition: Definition, leftOut: ReadonlySet<string>): Definition {
  const { DependsOn: dependencies, ...rest } = definition;
  if (dependencies === undefined) return definition;
  const all = typeof dependencies === 'string' ? [dependencies] : dependencies;
  const kept = all.filter((id) => !leftOut.has(id));
  if (kept.length === all.length) return definition;
  return kept.length === 0 ? rest : { ...rest, DependsOn: kept };
}
