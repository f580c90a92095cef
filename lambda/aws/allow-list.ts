// Who may call what: from the file beside the code where there is one, else from the environment. The file is part of the function's
// own package, so that whoever could put one there could replace the code.
//
// CloudFormation updates code and settings in two calls, in an order it does not promise. A list in a file comes and goes with the code
// alone, so that a change of it is whole at all times. What remains is the one deployment in which a list grows into a file, should
// settings go first, or shrinks out of it, should code: between the calls there is neither file nor variable, the function does not
// start, and requests are answered with 503.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALLOW_LIST_FILE, type AllowList, ENVIRONMENT, ExplainedError, isIssuer, type MethodRule } from '../../contract';
import { jsonOf, requiredJson } from './signed-request';

type Environment = { readonly [name: string]: string | undefined };

/** Throws for whatever is not whole: a function that starts with half a list would refuse the wrong callers. */
export function allowListOf(environment: Environment, folder: string): AllowList {
  const text = textOf(join(folder, ALLOW_LIST_FILE));
  if (text !== undefined) return checked(jsonOf(text, ALLOW_LIST_FILE));
  return checked({
    callers: requiredJson(environment, ENVIRONMENT.callers),
    issuers: requiredJson(environment, ENVIRONMENT.issuers),
    rules: jsonOf(environment[ENVIRONMENT.methodRules] ?? '[]', `environment variable ${ENVIRONMENT.methodRules}`),
  });
}

/** Undefined if there is no such file. One that is there and cannot be read is the list all the same: throws. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  }
}

function checked(value: unknown): AllowList {
  const { callers, issuers, rules } = (value ?? {}) as { readonly [name in keyof AllowList]?: unknown };
  if (!areIssuers(callers) || !areIssuers(issuers) || !Array.isArray(rules) || !rules.every(isRule))
    throw new ExplainedError(
      'the allow-list is ill-formed',
      'JSON with the names of callers and issuers, and rules with method, path and callers',
      'deploy the stack again: the construct writes the list',
    );
  return { callers, issuers, rules };
}

function areIssuers(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isIssuer);
}

function isRule(value: unknown): value is MethodRule {
  const { method, path, callers } = (value ?? {}) as { readonly [name in keyof MethodRule]?: unknown };
  return typeof method === 'string' && typeof path === 'string' && path.startsWith('/') && areIssuers(callers);
}
