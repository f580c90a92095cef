import { pathOf } from '../../access';
import { grouped } from '../../collections';
import { symbol, text } from '../../template';
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
      const name = text(property(api, 'Name') ?? property(api, 'Body.info.title'));
      const region = templates.stacks.get(api.stackName)?.place.region ?? symbol('AWS::Region');
      return name === undefined ? undefined : `${templates.accountOf(api)}\n${region}\n${name}`;
    });
    for (const [first, ...others] of places.values()) {
      for (const api of first === undefined ? [] : others) {
        const name = text(property(api, 'Name') ?? property(api, 'Body.info.title'));
        yield {
          resource: api,
          message: `has the name “${name}”, as ${pathOf(first as typeof api)} has`,
          location: 'Properties.Name',
        };
      }
    }
  },
};
