import { pathOf } from '../../access';
import type { Resource } from '../../template';
import type { Rule } from '../rule';

export const apiGatewayAccountOnce: Rule = {
  id: 'api-gateway-account-once',
  severity: 'warning',
  why: 'An account has one role for the logs of API Gateway in a Region: the last stack to be deployed sets it for all, and its deletion takes it from all.',
  fix: 'Make AWS::ApiGateway::Account once, in a stack that stays.',
  source: 'AWS CloudFormation Template Reference: AWS::ApiGateway::Account',
  *find({ templates }) {
    const first = new Map<string, Resource>();
    for (const resource of templates.ofType('AWS::ApiGateway::Account')) {
      const place = templates.stacks.get(resource.stackName)?.place;
      const key = `${place?.account}\n${place?.region}`;
      const other = first.get(key);
      if (other === undefined) first.set(key, resource);
      else yield { resource, message: `sets what ${pathOf(other)} sets too` };
    }
  },
};
