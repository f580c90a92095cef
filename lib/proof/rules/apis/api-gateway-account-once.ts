import { pathOf } from '../../access';
import type { Resource } from '../../template';
import type { Rule } from '../rule';

export const apiGatewayAccountOnce: Rule = {
  id: 'api-gateway-account-once',
  severity: 'warning',
  why: 'An account has one log role for API Gateway in each Region. The last stack that you deploy sets the role for all APIs. If you delete that stack, no API has a log role.',
  fix: 'Declare AWS::ApiGateway::Account once, in a stack that you keep.',
  source: 'AWS CloudFormation Template Reference: AWS::ApiGateway::Account',
  *find({ templates }) {
    const first = new Map<string, Resource>();
    for (const resource of templates.ofType('AWS::ApiGateway::Account')) {
      const place = templates.stacks.get(resource.stackName)?.place;
      const key = `${place?.account}\n${place?.region}`;
      const other = first.get(key);
      if (other === undefined) first.set(key, resource);
      else yield { resource, message: `sets the log role of API Gateway, which ${pathOf(other)} also sets` };
    }
  },
};
