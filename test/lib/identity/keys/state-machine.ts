// Runs a definition in the Amazon States Language as far as our state machines use it, against services made of a test. Waits are
// told, not waited for; a crash between two states is thrown by the test's own call.

// biome-ignore lint/suspicious/noExplicitAny: states are read by their members
type Any = any;

export interface Services {
  /** One call: `s3:deleteObject` and what is sent; throws what the service refuses. */
  call(api: string, parameters: Any): Promise<unknown>;
  waited?(seconds: number): Promise<void>;
}

export interface Ended {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly error?: string;
  readonly cause?: string;
  /** Names of the states that were entered, in order. */
  readonly path: string[];
}

/** What breaks off an execution: no Retry and no Catch sees it. */
export class Crash extends Error {}

const INTEGRATION = 'arn:<AWS::Partition>:states:::aws-sdk:';

export async function execute(definition: Any, input: object, services: Services): Promise<Ended> {
  const path: string[] = [];
  try {
    await runStates(definition, structuredClone(input), {}, services, path);
    return { status: 'SUCCEEDED', path };
  } catch (error) {
    if (!(error instanceof StateFailed)) throw error;
    return { status: 'FAILED', error: error.code, cause: error.message, path };
  }
}

class StateFailed extends Error {
  public constructor(
    public readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

async function runStates(machine: Any, start: Any, context: Any, services: Services, path: string[]): Promise<Any> {
  let data = start;
  let name: string = machine.StartAt;
  for (let steps = 0; ; steps += 1) {
    if (steps > 10_000) throw new Error('it runs in circles');
    const state = machine.States[name];
    if (state === undefined) throw new Error(`there is no state ${name}`);
    path.push(name);
    let next: string | undefined = state.Next;
    switch (state.Type) {
      case 'Succeed':
        return data;
      case 'Fail':
        throw new StateFailed(state.Error, state.Cause);
      case 'Pass':
        data = placed(data, state.ResultPath, state.Result);
        break;
      case 'Wait':
        await services.waited?.(state.Seconds);
        break;
      case 'Choice':
        next = state.Choices.find((rule: Any) => holds(rule, data))?.Next ?? state.Default;
        break;
      case 'Task':
      case 'Map':
        try {
          const result =
            state.Type === 'Task' ? await task(state, data, context, services) : await map(state, data, context, services, path);
          data = placed(data, state.ResultPath, state.ResultSelector ? filled(state.ResultSelector, result, context) : result);
        } catch (error) {
          const caught =
            error instanceof StateFailed &&
            state.Catch?.find(({ ErrorEquals: on }: Any) => on.includes('States.ALL') || on.includes(error.code));
          if (!caught) throw error;
          data = placed(data, caught.ResultPath, { Error: (error as StateFailed).code, Cause: (error as StateFailed).message });
          next = caught.Next;
        }
        break;
      default:
        throw new Error(`state ${name} is of a type that this does not know: ${state.Type}`);
    }
    if (state.End === true && next === state.Next) return data;
    if (next === undefined) throw new Error(`state ${name} leads nowhere`);
    name = next;
  }
}

async function task(state: Any, data: Any, context: Any, services: Services): Promise<unknown> {
  if (!state.Resource.startsWith(INTEGRATION)) throw new Error(`${state.Resource} is no call of a service`);
  const attempts = 1 + Math.max(0, ...(state.Retry ?? []).map(({ MaxAttempts }: Any) => MaxAttempts));
  for (let left = attempts; ; left -= 1) {
    try {
      return await services.call(state.Resource.slice(INTEGRATION.length), filled(state.Parameters, data, context));
    } catch (error) {
      if (error instanceof Crash) throw error;
      if (left <= 1) throw new StateFailed((error as Error).name, (error as Error).message);
    }
  }
}

async function map(state: Any, data: Any, context: Any, services: Services, path: string[]): Promise<unknown[]> {
  const items = at(data, state.ItemsPath);
  if (!Array.isArray(items)) throw new StateFailed('States.Runtime', `${state.ItemsPath} is no list`);
  const results: unknown[] = [];
  for (const Value of items) {
    const inner = { ...context, Map: { Item: { Value } } };
    results.push(await runStates(state.ItemProcessor, filled(state.ItemSelector, data, inner), inner, services, path));
  }
  return results;
}

/** Parameters, with each `name.$` replaced by what its path leads to. */
function filled(parameters: Any, data: Any, context: Any): Any {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      if (!name.endsWith('.$')) return [name, value];
      return [name.slice(0, -2), evaluated(value as string, data, context)];
    }),
  );
}

/** A path, or one of the intrinsic functions that our definitions use. */
function evaluated(expression: string, data: Any, context: Any): Any {
  const split = /^States\.ArrayGetItem\(States\.StringSplit\((\$[^,]+), '(.)'\), (\d+)\)$/.exec(expression);
  const parsed = /^States\.StringToJson\((\$[^)]+)\)$/.exec(expression);
  const [, path = expression, separator = '', index = ''] = split ?? parsed ?? [];
  const found = path.startsWith('$$') ? at(context, path.slice(1)) : at(data, path);
  if (found === undefined) throw new StateFailed('States.ParameterPathFailure', `${path} leads to nothing`);
  try {
    if (parsed) return JSON.parse(found);
    // As Step Functions splits: what is between two separators is left out if it is empty.
    if (split) return found.split(separator).filter((part: string) => part !== '')[Number(index)] ?? unknown();
  } catch (error) {
    throw new StateFailed('States.IntrinsicFailure', (error as Error).message);
  }
  return found;
}

function unknown(): never {
  throw new Error('the list has no such item');
}

function at(data: Any, path: string): Any {
  const ofEach = /^\$\[\*\]\.(\w+)$/.exec(path)?.[1];
  // As Step Functions reads it: of those that have one, and of none an empty list.
  if (ofEach !== undefined) return data.map((one: Any) => one[ofEach]).filter((one: Any) => one !== undefined);
  const steps = path.match(/[A-Za-z]\w*|\d+/g) ?? [];
  return steps.reduce((found: Any, step) => found?.[step], data);
}

function placed(data: Any, path: string | null | undefined, result: unknown): Any {
  if (path === null) return data;
  if (path === undefined) return result;
  return { ...data, [path.slice(2)]: result };
}

function holds(rule: Any, data: Any): boolean {
  if (rule.And) return rule.And.every((one: Any) => holds(one, data));
  if (rule.Not) return !holds(rule.Not, data);
  const value = at(data, rule.Variable);
  if ('IsPresent' in rule) return (value !== undefined) === rule.IsPresent;
  // Step Functions ends an execution whose Choice asks for what is not there.
  if (value === undefined) throw new StateFailed('States.Runtime', `${rule.Variable} leads to nothing`);
  if ('IsString' in rule) return (typeof value === 'string') === rule.IsString;
  if ('StringEquals' in rule) return value === rule.StringEquals;
  if ('StringMatches' in rule) {
    const parts = rule.StringMatches.split('*').map((part: string) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`, 's').test(value);
  }
  if ('BooleanEquals' in rule) return value === rule.BooleanEquals;
  throw new Error(`a comparison that this does not know: ${JSON.stringify(rule)}`);
}
