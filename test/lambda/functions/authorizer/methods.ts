// A REST API as far as its authorizer is concerned: which method a request is routed to, what is kept of an answer, and whether the
// policy kept lets the request through. The proof's evaluator stands for API Gateway's.

import type { MethodRule } from '../../../../contract';
import { type AuthorizerEvent, type AuthorizerResult, authorize } from '../../../../lambda/functions/authorizer/authorize';
import { MethodRules } from '../../../../lambda/functions/authorizer/method-rules';
import * as runtime from '../../../../lambda/runtime';
import { evaluate } from '../../../../lib/proof/iam';
import { keyPair, keySource, rawToken, TENANT, validClaims, validHeader } from '../../tokens';
import { worldOf } from '../../world';
import { eventOf } from './rows';

export const ISSUERS = ['gateway', 'billing', 'reports', 'mobile'];
const STAGE = 'arn:aws:execute-api:eu-west-1:111122223333:api123/prod';

/** Static segments before variables, variables before the rest of a path (API Gateway: routing of REST APIs). */
export function routed(resources: readonly string[], path: string): string | undefined {
  const parts = path.slice(1).split('/');
  const rank = (template: string) =>
    template
      .slice(1)
      .split('/')
      .map((segment) => (/\+\}$/.test(segment) ? 2 : segment.startsWith('{') ? 1 : 0))
      .join('');
  const fits = (template: string) => {
    const segments = template.slice(1).split('/');
    const isGreedy = /\+\}$/.test(template);
    if (isGreedy ? parts.length < segments.length : parts.length !== segments.length) return false;
    return segments.every((segment, index) => segment.startsWith('{') || segment === parts[index]);
  };
  return resources.filter(fits).sort((one, other) => (rank(one) < rank(other) ? -1 : 1))[0];
}

export interface Call {
  readonly caller: string;
  readonly method: string;
  /** As it is sent, encoded. */
  readonly path: string;
}

/** Keeps answers under caller, method and resource, as a `TenantService` with rules has it. */
export class Gateway {
  private readonly kept = new Map<string, AuthorizerResult>();
  private readonly dependencies;

  public constructor(
    private readonly resources: readonly string[],
    callers: readonly string[],
    rules: readonly MethodRule[],
    /** Whether an encoded slash in a variable is one in the ARN. */
    private readonly decodes = false,
  ) {
    const { publicKey } = keyPair('rsa');
    const verifier = new runtime.AsapVerifier({
      audience: 'orders',
      issuers: ISSUERS,
      keys: keySource(Object.fromEntries(ISSUERS.map((issuer) => [`${issuer}/k1`, publicKey]))),
      exactlyOneAudience: true,
      clock: () => 1_800_000_000_000,
    });
    const { dependencies } = worldOf(runtime, { verifier, callers: new Set(callers) });
    this.dependencies = { ...dependencies, methodRules: new MethodRules(new Set(callers), rules) };
  }

  /** True if the request gets to the handler. */
  public async lets({ caller, method, path }: Call): Promise<boolean> {
    const resource = routed(this.resources, path);
    if (resource === undefined) return false;
    const key = [caller, method, resource].join(' ');
    const answer = this.kept.get(key) ?? (await this.ask({ caller, method, path }, resource));
    this.kept.set(key, answer);
    return allows(answer, this.arnOf({ caller, method, path }));
  }

  public ask(call: Call, resource: string): Promise<AuthorizerResult> {
    return authorize(this.eventOf(call, resource), this.dependencies, () => undefined);
  }

  public arnOf({ method, path }: Call): string {
    return `${STAGE}/${method}${this.decodes ? decodeURIComponent(path) : path}`;
  }

  private eventOf(call: Call, resource: string): AuthorizerEvent {
    const { method, caller } = call;
    return {
      ...eventOf({ Authorization: [`Bearer ${tokenOf(caller)}`], 'X-Tenant-Id': [TENANT] }),
      methodArn: this.arnOf(call),
      httpMethod: method,
      resource,
      requestContext: { requestId: 'request-1', httpMethod: method, resourcePath: resource },
    };
  }
}

const tokens = new Map<string, string>();

export function tokenOf(iss: string): string {
  const token =
    tokens.get(iss) ??
    rawToken({ header: validHeader('RS256', `${iss}/k1`), payload: validClaims({ iss, sub: iss, jti: `jti-${iss}` }) });
  tokens.set(iss, token);
  return token;
}

/** What API Gateway makes of an answer: the default is no. */
export function allows({ policyDocument }: AuthorizerResult, resource: string): boolean {
  const principal = { kind: 'role', arn: 'arn:aws:iam::111122223333:role/caller', account: '111122223333' } as const;
  const { effect } = evaluate(
    { principal, action: 'execute-api:Invoke', resource, resourceAccount: principal.account, context: {} },
    { identity: [{ source: 'answer', document: JSON.parse(JSON.stringify(policyDocument)) }] },
  );
  return effect === 'Allowed';
}
