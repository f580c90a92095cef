// The policy that API Gateway is answered with. It is kept under the identity sources: token and tenant, and, as soon as there are
// rules for single methods, HTTP method and resource path too.

import { ExplainedError } from '../../../contract';
import { mayMatchRequestsTo, patternOf, patternsBeyond, type Route, reaches } from './method-pattern';

interface PolicyStatement {
  readonly Action: 'execute-api:Invoke';
  readonly Effect: 'Allow' | 'Deny';
  readonly Resource: string | readonly string[];
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

/** API Gateway takes answers of up to 8 KB, of which the longest claims take less than half. */
const MAX_DENIED_BYTES = 3072;

/**
 * For the whole stage. A caller on the whole API's list may call every method, whatever its rules say. A refusal denies every method
 * by name, and is right for the one that was asked for: where another one could be answered otherwise there are rules, and with rules
 * this answer is kept for this method and path alone. What it does not name (another stage, another API) nothing allows.
 */
export function stagePolicy(methodArn: string, effect: 'Allow' | 'Deny'): PolicyDocument {
  return document(statement(effect, `${stageOf(methodArn)}/*`));
}

/**
 * For one method: all that a caller of single methods gets. The answer is kept for this method and path, so this is a second wall
 * behind the cache's key.
 *
 * A method's pattern has `*` for each variable, and IAM's `*` runs across slashes: what allows `/issues/{id}` also covers
 * `/issues/17/comments`. So beside it stand Denies for all that has more segments than the path, whether or not it has a rule. What
 * they leave looks like a request to this method, and may be one to a static segment in a variable's place (`/issues/new`), which
 * takes precedence: such a method in `closed`, which the caller may not call, is denied by its own pattern. (Synth time adds a rule for
 * nobody where it has none.)
 *
 * Those run across slashes too, and Deny wins: a Deny is written only where its pattern matches no request to the allowed method. So
 * the cache's key is the one wall around what a `{proxy+}` covers besides its own, and between paths whose variables lie crosswise
 * (`/a/{x}/b` and `/a/c/{y}`).
 *
 * A variable's value may hold an encoded slash, and a path may end in a slash. Should API Gateway decode the one in the ARN, or leave
 * the other there, such a request meets a Deny that was written for what lies deeper: refused, never let in.
 */
export function methodPolicy(methodArn: string, allowed: Route, closed: readonly Route[]): PolicyDocument {
  const stage = stageOf(methodArn);
  const others = closed.filter((route) => reaches(allowed, route) && !mayMatchRequestsTo(allowed, route)).map(patternOf);
  const denied = withinBytes(
    [...patternsBeyond(allowed), ...others].map((pattern) => `${stage}${pattern}`),
    MAX_DENIED_BYTES,
  );
  const allow = statement('Allow', `${stage}${patternOf(allowed)}`);
  return denied.length === 0 ? document(allow) : document(allow, statement('Deny', denied));
}

/** Arn of API and stage. Throws if the ARN names less, or names it by a pattern. */
function stageOf(methodArn: string): string {
  const endOfApi = methodArn.indexOf('/');
  const endOfStage = methodArn.indexOf('/', endOfApi + 1);
  const stage = methodArn.slice(0, endOfStage);
  const isWhole = endOfApi > 0 && endOfStage > endOfApi + 1;
  if (!isWhole || stage.includes('*') || stage.includes('?'))
    throw new ExplainedError(
      'the method ARN does not name an API and a stage',
      'arn:…:API/STAGE/METHOD/PATH',
      'use this function only as the request authorizer of a REST API',
    );
  return stage;
}

/** As many as fit: around what is left out the cache's key is the one wall. */
function withinBytes(patterns: readonly string[], most: number): string[] {
  let size = 0;
  return [...new Set(patterns)].filter((pattern) => {
    size += pattern.length + 3;
    return size <= most;
  });
}

function statement(Effect: PolicyStatement['Effect'], Resource: PolicyStatement['Resource']): PolicyStatement {
  return { Action: 'execute-api:Invoke', Effect, Resource };
}

function document(...Statement: PolicyStatement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement };
}
