// Evaluates the template's conditions as far as parameters and mappings allow.

import type { Budget } from './budget';
import { isSymbolic } from './symbol';
import { isObject, isScalar, type Json, listOf, own } from './template';
import type { Truth } from './truth';

export class Conditions {
  private readonly known = new Map<string, Truth>();
  private readonly inProgress = new Set<string>();

  public constructor(
    private readonly definitions: (stackName: string) => Json | undefined,
    private readonly resolve: (stackName: string, value: Json) => Json | undefined,
    private readonly budget: Budget,
  ) {}

  /** Also undefined if the condition does not exist or refers to itself. */
  public truth(stackName: string, name: string): Truth {
    const key = `${stackName}/${name}`;
    if (this.known.has(key)) return this.known.get(key);
    const definition = own(this.definitions(stackName), name);
    if (definition === undefined || this.inProgress.has(key)) return undefined;
    this.inProgress.add(key);
    try {
      const truth = this.evaluate(stackName, definition);
      this.known.set(key, truth);
      return truth;
    } finally {
      this.inProgress.delete(key);
    }
  }

  private evaluate(stackName: string, condition: Json): Truth {
    this.budget.enter(stackName);
    try {
      const [[name, argument] = [undefined, undefined]] = isObject(condition) ? Object.entries(condition) : [];
      if (argument === undefined) return undefined;
      switch (name) {
        case 'Condition':
          return typeof argument === 'string' ? this.truth(stackName, argument) : undefined;
        case 'Fn::Equals':
          return equals(...listOf(argument).map((one) => this.resolve(stackName, one)));
        case 'Fn::Not': {
          const truth = this.evaluate(stackName, listOf(argument)[0] ?? null);
          return truth === undefined ? undefined : !truth;
        }
        case 'Fn::And':
          return this.among(stackName, argument, false);
        case 'Fn::Or':
          return this.among(stackName, argument, true);
        default:
          return undefined;
      }
    } finally {
      this.budget.leave();
    }
  }

  /** One `false` decides an And, and one `true` an Or, even if other operands are unknown. */
  private among(stackName: string, conditions: Json, decisive: boolean): Truth {
    const truths = listOf(conditions).map((one) => this.evaluate(stackName, one));
    if (truths.includes(decisive)) return decisive;
    return truths.includes(undefined) ? undefined : !decisive;
  }
}

function equals(first?: Json, second?: Json): Truth {
  if (!isScalar(first) || !isScalar(second)) return undefined;
  if (String(first) === String(second)) return true;
  return isSymbolic(String(first)) || isSymbolic(String(second)) ? undefined : false;
}
