import { texts } from '../../template';
import type { Rule } from '../rule';
import { isGiven, property } from '../shared/properties';

export const privateApiWithoutPolicy: Rule = {
  id: 'private-api-without-policy',
  severity: 'error',
  why: 'A private API without a resource policy answers nobody. A hasty fix often allows every VPC endpoint.',
  fix: 'Set a resource policy that denies every request that does not come through your own VPC endpoint (aws:SourceVpce).',
  source: 'Amazon API Gateway Developer Guide: Private REST APIs in API Gateway',
  *find({ templates }) {
    for (const resource of templates.ofType('AWS::ApiGateway::RestApi')) {
      if (!texts(property(resource, 'EndpointConfiguration.Types')).includes('PRIVATE')) continue;
      // An OpenAPI document may hold the policy.
      if (isGiven(property(resource, 'Policy')) || isGiven(property(resource, 'Body.x-amazon-apigateway-policy'))) continue;
      if (isGiven(property(resource, 'BodyS3Location'))) continue;
      yield { resource, location: 'Properties.Policy', message: 'the API is private but has no resource policy' };
    }
  },
};
