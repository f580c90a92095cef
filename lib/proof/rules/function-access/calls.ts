// Effective access. A call works if IAM allows it, the network has a path to the service, and the policy of the VPC endpoint on that path
// allows it too.

import type { Access, Identity } from '../../access';
import type { Decision, RequestContext } from '../../iam';
import type { Component, End, Network } from '../../reachability';
import { own, type Resource, texts } from '../../template';

/** A function, task or instance that acts as its role. */
export interface Caller {
  readonly resource: Resource;
  readonly identity: Identity;
  /** Its place in the network. @default - outside any VPC: it reaches every public endpoint */
  readonly end?: End;
}

export interface Call {
  readonly action: string;
  /** The resource of the call, if it is in the templates. */
  readonly resource?: Resource;
  /** @default - the ARN of the resource */
  readonly arn?: string;
  readonly context?: RequestContext;
}

export type Effective =
  | { readonly answer: 'works'; readonly because: string; readonly path: readonly Component[] }
  /** No policy allows it. */
  | { readonly answer: 'not granted'; readonly because: string }
  /** Granted, but the network has no path to the service. */
  | { readonly answer: 'unreachable'; readonly because: string }
  /** Granted and reachable, but the policy of the endpoint on the path denies it. */
  | { readonly answer: 'refused by endpoint'; readonly because: string; readonly endpoint: Resource }
  | { readonly answer: 'unknown'; readonly because: string };

/** Endpoint services whose short name differs from the prefix of their IAM actions (VPC User Guide: AWS services that integrate with PrivateLink). */
const ENDPOINT_NAMES: { readonly [prefix: string]: string } = {
  cloudwatch: 'monitoring',
  ses: 'email-smtp',
  ecr: 'ecr.api',
  iot: 'iot.data',
  appconfig: 'appconfigdata',
  bedrock: 'bedrock-runtime',
};

export function endpointNameOf(action: string): string {
  const [prefix = ''] = action.toLowerCase().split(':');
  return Object.hasOwn(ENDPOINT_NAMES, prefix) ? (ENDPOINT_NAMES[prefix] ?? prefix) : prefix;
}

/** Functions in the templates whose role is in the templates too. */
export function callersOf(access: Access, network: Network): Caller[] {
  return access.templates.ofType('AWS::Lambda::Function').flatMap((resource) => {
    const [role] = texts(own(resource.properties, 'Role'));
    const identity = role === undefined ? undefined : access.identityOf(role);
    if (identity === undefined) return [];
    const [end] = network.endsOf(resource.id);
    return [{ resource, identity, ...(end !== undefined && { end }) }];
  });
}

export function effective(access: Access, network: Network, { identity, end }: Caller, call: Call): Effective {
  const granted = access.decide(identity, call);
  if (granted.effect === 'Denied') return { answer: 'not granted', because: granted.because };
  if (end === undefined) return answerOf(granted, []);
  const reached = network.reach(end, { kind: 'service', name: endpointNameOf(call.action) }, { protocol: 'tcp', port: 443 });
  if (reached.answer === 'blocked') return { answer: 'unreachable', because: reached.why };
  if (reached.answer === 'unknown') return { answer: 'unknown', because: reached.why };
  for (const { kind, id } of reached.path) {
    const endpoint = kind === 'VPC endpoint' ? access.templates.find(id) : undefined;
    if (endpoint === undefined) continue;
    const policy = access.policies.of(endpoint);
    if (policy === undefined) continue;
    const through = access.decide(identity, { ...call, endpoint: policy });
    if (through.effect === 'Denied') return { answer: 'refused by endpoint', because: through.because, endpoint };
    if (through.effect === 'Unknown') return { answer: 'unknown', because: through.because };
  }
  return answerOf(granted, reached.path);
}

function answerOf({ effect, because }: Decision, path: readonly Component[]): Effective {
  return effect === 'Allowed' ? { answer: 'works', because, path } : { answer: 'unknown', because };
}
