import { texts } from '../../template';
import type { Rule } from '../rule';
import { isGiven, property } from '../shared/properties';

export const privateApiWithoutPolicy: Rule = {
  id: 'private-api-without-policy',
  severity: 'error',
  why: 'A private API without a resource policy answers nobody: who fixes that in haste allows every VPC endpoint there is.',
  fix: 'Give it a policy that denies what does not come through your own VPC endpoint.',
  source: 'Amazon API Gateway Developer Guide: Private REST APIs in API Gateway',
  *find({ templates }) {
    for (const resource of templates.ofType('AWS::ApiGateway::RestApi')) {
      if (!texts(property(resource, 'EndpointConfiguration.Types')).includes('PRIVATE')) continue;
      // An OpenAPI document may hold the policy.
      if (isGiven(property(resource, 'Policy')) || isGiven(property(resource, 'Body.x-amazon-apigateway-policy'))) continue;
      if (isGiven(property(resource, 'BodyS3Location'))) continue;
      yield { resource, location: 'Properties.Policy', message: 'is private and has no resource policy' };
    }
  },
};
