// Who may call what, from the environment or, where it is too long for one, from the file beside the code. The file is part of the
// function's own package; its digest stands in the environment, so that one without the other starts nothing.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALLOW_LIST_FILE, type AllowList, ENVIRONMENT, isIssuer, type MethodRule } from '../../contract';
import { required } from './signed-request';

type Environment = { readonly [name: string]: string | undefined };

/** Throws for whatever is not whole: a function that starts with half a list would refuse the wrong callers. */
export function allowListOf(environment: Environment, folder: string): AllowList {
  const digest = environment[ENVIRONMENT.allowListDigest];
  if (digest !== undefined) return checked(fromFile(join(folder, ALLOW_LIST_FILE), digest));
  return checked({
    callers: JSON.parse(required(environment, ENVIRONMENT.callers)),
    issuers: JSON.parse(required(environment, ENVIRONMENT.issuers)),
    rules: JSON.parse(environment[ENVIRONMENT.methodRules] ?? '[]'),
  });
}

function fromFile(path: string, digest: string): unknown {
  const bytes = readFileSync(path);
  if (createHash('sha256').update(bytes).digest('hex') !== digest) {
    throw new Error(
      `${ALLOW_LIST_FILE} is not the one that ${ENVIRONMENT.allowListDigest} names: deploy code and settings together`,
    );
  }
  return JSON.parse(bytes.toString('utf8'));
}

function checked(value: unknown): AllowList {
  const { callers, issuers, rules } = (value ?? {}) as { readonly [name in keyof AllowList]?: unknown };
  if (!areIssuers(callers) || !areIssuers(issuers) || !Array.isArray(rules) || !rules.every(isRule))
    throw new TypeError(
      'the allow-list is ill-formed, expected names of callers and issuers, and rules of method, path and callers',
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
