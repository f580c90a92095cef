import { isUnknownAwsPolicy, pathOf, unknownPolicyIn } from '../../access';
import type { Evidence } from '../../evidence';
import { own, type Resource, text } from '../../template';
import type { Rule, Sighting } from '../rule';
import { functionsCalled } from '../shared/gateways';
import { few } from '../shared/statements';
import { DOUBT, subject } from './wording';

export const invokeBehindAuthorizer: Rule = {
  id: 'invoke-behind-authorizer',
  severity: 'error',
  why: 'The function trusts what the event from API Gateway says about the caller. A caller who invokes the function directly can write anything into that event.',
  fix: 'Let only API Gateway invoke the function. Give other callers a separate function, or let them call the API.',
  source: 'AWS Lambda Developer Guide: Working with resource-based IAM policies in Lambda',
  *find(evidence) {
    const doubtful = new Map<string, Doubtful>();
    for (const target of functionsBehindAuthorizers(evidence)) {
      for (const identity of [...evidence.access.identities, ...evidence.access.named]) {
        if (!evidence.access.allowable(identity, target, INVOKE).has(INVOKE[0])) continue;
        const { effect, because, statement, remaining } = evidence.access.decide(identity, {
          action: INVOKE[0],
          resource: target,
        });
        if (effect === 'Denied') continue;
        const isInTemplates = identity.resource !== undefined;
        const resource = identity.resource ?? identity.holder ?? target;
        const elsewhere = effect === 'Unknown' ? unknownPolicyIn(because) : undefined;
        if (elsewhere !== undefined) {
          const key = `${identity.name}\n${elsewhere}`;
          const known = doubtful.get(key) ?? { resource, name: subject(identity), elsewhere, because, targets: [] };
          doubtful.set(key, { ...known, targets: [...known.targets, target] });
          continue;
        }
        const doubt = effect === 'Allowed' || remaining !== undefined ? '' : ` (${DOUBT})`;
        const may = remaining === undefined ? 'may' : 'may, under a condition,';
        yield {
          resource,
          message: `${subject(identity)} ${may} invoke ${pathOf(target)} without its authorizer${doubt}`,
          because,
          ...(remaining !== undefined && { condition: remaining }),
          ...(statement !== undefined && { cause: statement }),
          detail: isInTemplates ? pathOf(target) : `${identity.name}->${pathOf(target)}`,
        };
      }
    }
    for (const one of doubtful.values()) if (!isUnknownAwsPolicy(one.elsewhere)) yield inDoubt(one);
  },
};

/** Who may invoke functions if a policy that is not in the templates allows it: one finding, however many functions there are. */
interface Doubtful {
  readonly resource: Resource;
  readonly name: string;
  readonly elsewhere: string;
  readonly because: string;
  readonly targets: readonly Resource[];
}

function inDoubt({ resource, name, elsewhere, because, targets }: Doubtful): Sighting {
  const functions = few(targets.map(pathOf), 3);
  return {
    resource,
    severity: 'warning',
    message: `${name} may invoke ${functions} without the authorizer (${DOUBT})`,
    because,
    detail: elsewhere,
  };
}

const INVOKE = ['lambda:InvokeFunction'] as const;

/** Functions that API Gateway calls for a method or route with an authorizer. */
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
