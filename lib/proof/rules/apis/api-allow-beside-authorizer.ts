import type { Evidence } from '../../evidence';
import type { Resource } from '../../template';
import type { Rule } from '../rule';
import { named, property } from '../shared/properties';
import { seenIn, statements } from '../shared/statements';
import { operationsOf } from './openapi';

// With a Cognito authorizer the opposite holds: there the resource policy must allow explicitly.
export const apiAllowBesideAuthorizer: Rule = {
  id: 'api-allow-beside-authorizer',
  severity: 'error',
  why: 'If the Lambda authorizer does not decide about a request and the API’s own policy allows the request, API Gateway lets it through.',
  fix: 'Use only Deny statements in the API’s policy (Deny unless aws:SourceVpce is yours), and let only the authorizer allow requests.',
  source: 'Amazon API Gateway Developer Guide: How API Gateway resource policies affect authorization workflow, table A',
  *find(evidence) {
    const apis = apisWithAuthorizer(evidence);
    for (const { document, statement } of statements(evidence, ({ holder }) => apis.has(holder))) {
      if (statement.isAllow) yield seenIn(document, statement, 'allows requests to an API whose methods use a Lambda authorizer');
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
