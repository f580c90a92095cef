import { pathOf } from '../../access';
import { grouped } from '../../collections';
import { type Resource, text } from '../../template';
import type { Rule } from '../rule';
import { property } from '../shared/properties';

export const apiNameShared: Rule = {
  id: 'api-name-shared',
  severity: 'warning',
  why: 'CloudWatch counts requests, errors and latency of a REST API under its name. Two APIs of one name have one metric: an alarm does not say which API fails, and the busy one hides the other.',
  fix: 'Give each REST API of an account and Region its own Name (restApiName in CDK), such as the name of its service.',
  source: 'Amazon API Gateway Developer Guide: Amazon API Gateway dimensions and metrics',
  *find({ templates }) {
    const places = grouped(templates.ofType('AWS::ApiGateway::RestApi'), (api) => {
      const name = nameOf(api);
      return name === undefined ? undefined : `${templates.accountOf(api)}\n${templates.regionOf(api)}\n${name}`;
    });
    for (const [first, ...others] of places.values()) {
      for (const api of others) {
        const message = `has the name “${nameOf(api)}”, as ${pathOf(first as Resource)} has`;
        yield { resource: api, message, location: 'Properties.Name' };
      }
    }
  },
};

/** An API without a Name has the title of its OpenAPI document. */
function nameOf(api: Resource): string | undefined {
  return text(property(api, 'Name') ?? property(api, 'Body.info.title'));
}
