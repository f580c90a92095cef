import { pathOf } from '../../access';
import type { Evidence } from '../../evidence';
import { own, type Resource, text } from '../../template';
import type { Rule } from '../rule';
import { functionsCalled } from '../shared/gateways';

export const invokeBehindAuthorizer: Rule = {
  id: 'invoke-behind-authorizer',
  severity: 'error',
  why: 'A function behind an authorizer believes what the gateway’s event says of the caller; who invokes it directly writes that event himself.',
  fix: 'Let API Gateway alone invoke the function; give others a function of their own, or a call through the API.',
  source: 'AWS Lambda Developer Guide: Working with resource-based IAM policies in Lambda',
  *find(evidence) {
    for (const target of functionsBehindAuthorizers(evidence)) {
      for (const identity of [...evidence.access.identities, ...evidence.access.named]) {
        if (!evidence.access.allowable(identity, target, INVOKE).has(INVOKE[0])) continue;
        const { effect, because } = evidence.access.decide(identity, { action: INVOKE[0], resource: target });
        if (effect === 'Denied') continue;
        const isMade = identity.resource !== undefined;
        yield {
          resource: identity.resource ?? identity.holder ?? target,
          message: `${identity.name} may invoke ${pathOf(target)} past its authorizer`,
          because,
          detail: isMade ? pathOf(target) : `${identity.name}->${pathOf(target)}`,
        };
      }
    }
  },
};

const INVOKE = ['lambda:InvokeFunction'] as const;

/** Functions that a method with an authorizer of its own is integrated with. */
function functionsBehindAuthorizers({ templates }: Evidence): Resource[] {
  const uris = templates
    .ofType('AWS::ApiGateway::Method')
    .filter(({ properties }) => own(properties, 'AuthorizationType') === 'CUSTOM')
    .map(({ properties }) => own(own(properties, 'Integration'), 'Uri'));
  const integrations = new Set(
    templates
      .ofType('AWS::ApiGatewayV2::Route')
      .filter(({ properties }) => ['CUSTOM', 'JWT'].includes(text(own(properties, 'AuthorizationType')) ?? ''))
      .map(({ properties }) => (text(own(properties, 'Target')) ?? '').replace(/^integrations\//, '')),
  );
  for (const integration of templates.ofType('AWS::ApiGatewayV2::Integration')) {
    if (integrations.has(templates.refOf(integration))) uris.push(own(integration.properties, 'IntegrationUri'));
  }
  return functionsCalled(
    templates,
    uris.filter((uri) => typeof uri === 'string'),
  );
}
