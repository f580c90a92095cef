// Authorizers of an API's Auth as OpenAPI security schemes, and the permissions that let the gateway call their functions.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's Fn::Sub

import { type Json, type JsonObject, listOf, own } from '../../template';
import type { Expansion, Source } from '../expansion';
import { missOthersOf } from '../missed';
import { arn, given, isNothing, plainEntries, ref, sub } from '../values';

export interface Authorizer {
  readonly scheme: JsonObject;
  /** Scopes that a route asks for, unless it names its own. */
  readonly scopes: Json;
}

const LAMBDA =
  `AuthorizerPayloadFormatVersion DisableFunctionDefaultPermissions EnableFunctionDefaultPermissions EnableSimpleResponses
  FunctionArn FunctionInvokeRole FunctionPayloadType Identity`.split(/\s+/);
const TOKEN = ['AuthorizationScopes', 'Identity', 'IdentitySource', 'JwtConfiguration', 'OpenIdConnectUrl', 'UserPoolArn'];

export const IAM_SCHEME: JsonObject = {
  type: 'apiKey',
  name: 'Authorization',
  in: 'header',
  'x-amazon-apigateway-authtype': 'awsSigv4',
};

export const KEY_SCHEME: JsonObject = { type: 'apiKey', name: 'x-api-key', in: 'header' };

/** By name. One that cannot be read is listed as not seen, and has no scheme. */
export function authorizersOf(expansion: Expansion, source: Source, kind: 'rest' | 'http', auth: Json): Map<string, Authorizer> {
  const written = own(auth, 'Authorizers');
  const entries = isNothing(written) ? [] : plainEntries(written);
  if (entries === undefined) expansion.miss(`Authorizers of ${source.id}`);
  const found = new Map<string, Authorizer>();
  for (const [name, authorizer] of entries ?? []) {
    const isPlain = plainEntries(authorizer) !== undefined && isIdentity(own(authorizer, 'Identity'));
    const scheme = !isPlain ? undefined : kind === 'rest' ? restScheme(expansion, authorizer) : httpScheme(expansion, authorizer);
    if (scheme === undefined) {
      expansion.miss(`Authorizer ${name} of ${source.id}`);
      continue;
    }
    missOthersOf(expansion, `authorizer ${name} of ${source.id}`, authorizer, [...LAMBDA, ...TOKEN]);
    const scopes = own(authorizer, 'AuthorizationScopes');
    found.set(name, { scheme, scopes: isNothing(scopes) ? [] : scopes });
    addPermission(expansion, source, kind, name, authorizer);
  }
  return found;
}

/** What the identity sources are is written out, each list too. */
function isIdentity(identity: Json | undefined): boolean {
  if (isNothing(identity)) return true;
  const lists = REST_SOURCES.map(([name]) => own(identity, name));
  return plainEntries(identity) !== undefined && lists.every((list) => isNothing(list) || Array.isArray(list));
}

function restScheme(expansion: Expansion, authorizer: Json): JsonObject | undefined {
  const identity = own(authorizer, 'Identity');
  const validation = own(identity, 'ValidationExpression');
  const header = own(identity, 'Header') ?? 'Authorization';
  const pool = own(authorizer, 'UserPoolArn');
  const ttl = own(identity, 'ReauthorizeEvery');
  if (!isNothing(pool)) {
    return {
      ...headerScheme(header),
      'x-amazon-apigateway-authtype': 'cognito_user_pools',
      'x-amazon-apigateway-authorizer': given({
        type: 'cognito_user_pools',
        providerARNs: Array.isArray(pool) ? pool : [pool],
        identityValidationExpression: validation,
        authorizerResultTtlInSeconds: ttl,
      }),
    };
  }
  if (isNothing(own(authorizer, 'FunctionArn'))) return undefined;
  const payload = expansion.value(own(authorizer, 'FunctionPayloadType') ?? 'TOKEN');
  if (payload !== 'TOKEN' && payload !== 'REQUEST') return undefined;
  const isToken = payload === 'TOKEN';
  return {
    ...headerScheme(isToken ? header : 'Unused'),
    'x-amazon-apigateway-authtype': 'custom',
    'x-amazon-apigateway-authorizer': given({
      type: isToken ? 'token' : 'request',
      ...called(authorizer),
      authorizerResultTtlInSeconds: ttl,
      identityValidationExpression: isToken ? validation : undefined,
      identitySource: isToken ? undefined : joined(sources(expansion, identity, REST_SOURCES)),
    }),
  };
}

function httpScheme(expansion: Expansion, authorizer: Json): JsonObject | undefined {
  const identity = own(authorizer, 'Identity');
  if (!isNothing(own(authorizer, 'FunctionArn'))) {
    return {
      ...headerScheme('Unused'),
      'x-amazon-apigateway-authorizer': given({
        type: 'request',
        ...called(authorizer),
        authorizerResultTtlInSeconds: own(identity, 'ReauthorizeEvery'),
        identitySource: sources(expansion, identity, HTTP_SOURCES),
        authorizerPayloadFormatVersion: own(authorizer, 'AuthorizerPayloadFormatVersion'),
        enableSimpleResponses: own(authorizer, 'EnableSimpleResponses'),
      }),
    };
  }
  const [jwt, connect] = [own(authorizer, 'JwtConfiguration'), own(authorizer, 'OpenIdConnectUrl')];
  if (isNothing(jwt) && isNothing(connect)) return undefined;
  const configuration = plainEntries(jwt)?.map(([key, value]) => [key.toLowerCase(), value]);
  return given({
    type: isNothing(connect) ? 'oauth2' : 'openIdConnect',
    openIdConnectUrl: connect ?? undefined,
    'x-amazon-apigateway-authorizer': given({
      type: 'jwt',
      jwtConfiguration: configuration === undefined ? jwt : Object.fromEntries(configuration),
      identitySource: own(authorizer, 'IdentitySource'),
    }),
  });
}

function headerScheme(name: Json): JsonObject {
  return { type: 'apiKey', name, in: 'header' };
}

/** The function, and the role that the gateway calls it with. */
function called(authorizer: Json): { readonly [name: string]: Json | undefined } {
  const role = own(authorizer, 'FunctionInvokeRole');
  return {
    authorizerUri: sub(
      'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${__FunctionArn__}/invocations',
      { __FunctionArn__: own(authorizer, 'FunctionArn') ?? '' },
    ),
    authorizerCredentials: isNothing(role) || role === 'NONE' ? undefined : role,
  };
}

const REST_SOURCES = [
  ['Headers', 'method.request.header.'],
  ['QueryStrings', 'method.request.querystring.'],
  ['StageVariables', 'stageVariables.'],
  ['Context', 'context.'],
] as const;

const HTTP_SOURCES = [
  ['Headers', '$request.header.'],
  ['QueryStrings', '$request.querystring.'],
  ['StageVariables', '$stageVariables.'],
  ['Context', '$context.'],
] as const;

/** One alone where the template names it as text; undefined where it names none. */
function sources(
  expansion: Expansion,
  identity: Json | undefined,
  kinds: readonly (readonly [string, string])[],
): Json[] | undefined {
  const found = kinds.flatMap(([name, prefix]) => {
    const names = own(identity, name);
    return (isNothing(names) ? [] : listOf(names)).map((one): Json => {
      const known = expansion.value(one) ?? one;
      return typeof known === 'string' ? `${prefix}${known}` : sub(`${prefix}\${Name}`, { Name: known });
    });
  });
  return found.length === 0 ? undefined : found;
}

function joined(parts: Json[] | undefined): Json | undefined {
  return parts?.every((one) => typeof one === 'string') ? parts.join(', ') : parts && { 'Fn::Join': [', ', parts] };
}

/** A REST API's functions may be called by it, unless the template says no; an HTTP API's only if it says so. */
function addPermission(expansion: Expansion, source: Source, kind: 'rest' | 'http', name: string, authorizer: Json): void {
  const fn = own(authorizer, 'FunctionArn');
  const where = `authorizer ${name} of ${source.id}`;
  const isOff = expansion.isOn(
    own(authorizer, 'DisableFunctionDefaultPermissions'),
    `DisableFunctionDefaultPermissions of ${where}`,
  );
  const isOn = expansion.isOn(
    own(authorizer, 'EnableFunctionDefaultPermissions'),
    `EnableFunctionDefaultPermissions of ${where}`,
  );
  if (isNothing(fn) || (kind === 'rest' ? isOff : !isOn)) return;
  expansion.add(source, `${source.id}${name}AuthorizerPermission`, 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: fn,
    Principal: 'apigateway.amazonaws.com',
    SourceArn: arn('execute-api', '${__ApiId__}/authorizers/*', { __ApiId__: ref(source.id) }),
  });
}
