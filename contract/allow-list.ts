// Who may call what, as synth time writes it and the functions read it: the callers of the whole API, and those of single methods
// besides. Rules only add; whoever is named nowhere is refused.

/** Callers of one method besides those of the whole API. */
export interface MethodRule {
  /** An HTTP method as API Gateway writes it (`GET`), or `ANY`. */
  readonly method: string;
  /** Path of the resource as API Gateway names it (`/issues/{id}`), never that of a request. */
  readonly path: string;
  /** Nobody besides, if empty: so the methods are named that look like a value in the path of another rule. */
  readonly callers: readonly string[];
}

export interface AllowList {
  /** Issuers that may call every method. */
  readonly callers: readonly string[];
  /** Issuers the key repository serves. */
  readonly issuers: readonly string[];
  readonly rules: readonly MethodRule[];
}

/** In a rule: every method of the path. */
export const ANY_METHOD = 'ANY';

/** Holds an allow-list that does not fit into the environment, beside the function's code. Where it is, it is the list. */
export const ALLOW_LIST_FILE = 'allow-list.json';
