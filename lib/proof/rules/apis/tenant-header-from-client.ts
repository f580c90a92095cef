import { isObject, type Json, own, type Resource, type TemplateSet, text } from '../../template';
import type { Rule, Sighting } from '../rule';
import { property } from '../shared/properties';
import { operationsOf } from './openapi';

export const tenantHeaderFromClient: Rule = {
  id: 'tenant-header-from-client',
  severity: 'error',
  why: 'The caller chooses the tenant that the integration receives. An authorizer that accepted the caller for one tenant does not stop the request for another.',
  fix: 'Map the value that the authorizer returned: context.authorizer.<name> in a REST API, overwrite:… = $context.authorizer.<name> in an HTTP API.',
  source:
    'AWS Lambda Developer Guide: Invoking Lambda functions with tenant isolation; Amazon API Gateway Developer Guide: Parameter mapping',
  *find({ templates }) {
    for (const mapping of mappings(templates)) {
      const sighting = judged(mapping);
      if (sighting !== undefined) yield sighting;
    }
  },
};

/** One parameter of an integration, and where its value comes from. */
interface Mapping {
  readonly resource: Resource;
  readonly location: string;
  /** Route of an OpenAPI document. */
  readonly route?: string;
  /** `header.X-Amz-Tenant-Id`. */
  readonly to: string;
  /** As the template writes it. Undefined if only the deployment knows it. */
  readonly from: string | undefined;
  /** Whether the value of the client stays beside the mapped one. */
  readonly isAppended?: boolean;
}

function* mappings(templates: TemplateSet): Generator<Mapping> {
  for (const resource of templates.ofType('AWS::ApiGateway::Method')) {
    const integration = property(resource, 'Integration') ?? null;
    yield* ofRest(
      resource,
      'Properties.Integration',
      own(integration, 'RequestParameters'),
      own(integration, 'RequestTemplates'),
    );
  }
  for (const resource of templates.ofType('AWS::ApiGatewayV2::Integration')) {
    yield* ofHttp(resource, 'Properties', property(resource, 'RequestParameters'));
  }
  for (const resource of templates.ofType('AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api')) {
    for (const { name: route, integration } of operationsOf(resource) ?? []) {
      const [parameters, bodies] = [own(integration, 'requestParameters'), own(integration, 'requestTemplates')];
      const found =
        resource.type === 'AWS::ApiGateway::RestApi'
          ? ofRest(resource, 'Properties.Body', parameters, bodies)
          : ofHttp(resource, 'Properties.Body', parameters);
      for (const mapping of found) yield { ...mapping, location: 'Properties.Body', route };
    }
  }
}

function* ofRest(resource: Resource, at: string, parameters: Json | undefined, bodies: Json | undefined): Generator<Mapping> {
  for (const [name, value] of entries(parameters)) {
    const to = /^integration\.request\.(.+)$/i.exec(name)?.[1];
    if (to !== undefined) yield { resource, location: `${at}.RequestParameters`, to, from: text(value) };
  }
  for (const [, body] of entries(bodies)) {
    const assignments = [...(text(body) ?? '').matchAll(ASSIGNMENT)].map(([, to = '', from = '']) => ({ to, from: from.trim() }));
    for (const { to, from } of assignments) {
      // `#set($context.requestOverride.header.X-Amz-Tenant-Id = $tenant)`, after `#set($tenant = $input.params('tenant'))`
      const part = /^context\.requestOverride\.(.+)$/.exec(to)?.[1];
      const variable = /^\$!?\{?(\w+)\}?$/.exec(from)?.[1];
      const source = assignments.find((one) => one.to === variable)?.from ?? from;
      if (part !== undefined) yield { resource, location: `${at}.RequestTemplates`, to: part, from: source };
    }
    for (const [, member = '', quoted, bare] of (text(body) ?? '').matchAll(MEMBER)) {
      yield { resource, location: `${at}.RequestTemplates`, to: `body.${member}`, from: (quoted ?? bare ?? '').trim() };
    }
  }
}

/** `"tenantId": "$input.params('tenant')"` of a body that a template writes. */
const MEMBER = /"([\w.-]+)"\s*:\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,{}[\]"][^,\n}]*))/g;

const ASSIGNMENT = /#set\s*\(\s*\$\{?([\w.-]+)\}?\s*=([^\n]*?)\)\s*(?=$|[\n#])/gm;

/** `overwrite:header.x`, `append:querystring.x` */
function* ofHttp(resource: Resource, at: string, parameters: Json | undefined): Generator<Mapping> {
  for (const [name, value] of entries(parameters)) {
    const [, way, to] = /^(append|overwrite):(.+)$/i.exec(name) ?? [];
    if (way === undefined || to === undefined) continue;
    yield { resource, location: `${at}.RequestParameters`, to, from: text(value), isAppended: way.toLowerCase() === 'append' };
  }
}

function entries(value: Json | undefined): (readonly [name: string, value: Json])[] {
  return isObject(value) ? Object.entries(value) : [];
}

/** The header by which API Gateway names the tenant to Lambda, which then chooses the execution environment. */
const OF_LAMBDA = /^header\.x-amz-tenant-id$/i;

const TENANT = /tenant/i;

function judged({ resource, location, route, to, from, isAppended }: Mapping): Sighting | undefined {
  if (!TENANT.test(to)) return undefined;
  const name = to.slice(to.indexOf('.') + 1);
  const before = route === undefined ? '' : `${route}: `;
  const see = (message: string, severity: 'error' | 'warning'): Sighting => ({
    resource,
    location,
    message: `${before}${message}`,
    severity,
    detail: route === undefined ? name : `${route} ${name}`,
  });
  if (from === undefined) {
    return OF_LAMBDA.test(to) ? see(`only the deployment knows where the value of ${name} comes from`, 'warning') : undefined;
  }
  if (isFromClient(from)) {
    // Another name than Lambda's may be a part of the path, which the authorizer compares with the token.
    return OF_LAMBDA.test(to)
      ? see(`the client chooses the tenant: ${name} is ${from}`, 'error')
      : see(
          `the integration receives ${name} from the client (${from}). This is safe only if the authorizer compares it with the token`,
          'warning',
        );
  }
  if (isAppended) return see(`appends to ${name}: a value that the client sends stays in front of the mapped one`, 'error');
  return undefined;
}

/** What a request brings. A literal, a stage variable and the authorizer's answer are not the client's. */
const OF_CLIENT = /(?:^|[^\w.])(?:method\.request\.|request\.|input\b|context\.(?!authorizer\b|identity\b))/i;

function isFromClient(from: string): boolean {
  return !/^'[^']*'$/.test(from) && OF_CLIENT.test(from);
}
