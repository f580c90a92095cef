import type { Evidence } from '../../evidence';
import type { Resource } from '../../template';
import type { Rule } from '../rule';
import { named, property } from '../shared/properties';
import { seenIn, statements } from '../shared/statements';
import { operationsOf } from './openapi';

// With Cognito it is the other way round: there a resource policy must allow explicitly.
export const apiAllowBesideAuthorizer: Rule = {
  id: 'api-allow-beside-authorizer',
  severity: 'error',
  why: 'Where a Lambda authorizer says nothing of a route and the API’s own policy allows it, API Gateway lets the request through.',
  fix: 'Let the API’s policy deny only (Deny unless aws:SourceVpce is yours), and let the authorizer’s answer alone allow.',
  source: 'Amazon API Gateway Developer Guide: How API Gateway resource policies affect authorization workflow, table A',
  *find(evidence) {
    const apis = apisWithAuthorizer(evidence);
    for (const { document, statement } of statements(evidence, ({ holder }) => apis.has(holder))) {
      if (statement.isAllow) yield seenIn(document, statement, 'allows, beside methods that a Lambda authorizer decides about');
    }
  },
};

function apisWithAuthorizer({ templates }: Evidence): Set<Resource> {
  const found = new Set<Resource>();
  for (const method of templates.ofType('AWS::ApiGateway::Method')) {
    if (property(method, 'AuthorizationType') !== 'CUSTOM') continue;
    const api = named(templates, property(method, 'RestApiId'), 'AWS::ApiGateway::RestApi');
    if (api !== undefined) found.add(api);
  }
  for (const api of templates.ofType('AWS::ApiGateway::RestApi')) {
    if (operationsOf(api)?.some(({ isCustom }) => isCustom)) found.add(api);
  }
  return found;
}
