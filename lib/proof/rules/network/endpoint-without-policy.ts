import { text } from '../../template';
import type { Rule } from '../rule';
import { isGiven, property } from '../shared/properties';

/** Services whose endpoint does not support a policy (AWS PrivateLink Guide: AWS services that integrate with AWS PrivateLink). */
const WITHOUT = /\.(?:email-smtp|iot\.data|iot\.credentials|elasticbeanstalk-health|storagegateway|transfer\.server)$/;

/** The Region may be known only at deployment. */
const AWS_SERVICE = /^(?:(?:cn\.)?com\.amazonaws\.(?!vpce\.)[^.]+\.(?!vpce-svc)|aws\.)/;

export const endpointWithoutPolicy: Rule = {
  id: 'endpoint-without-policy',
  severity: 'error',
  why: 'An endpoint without a policy allows every request. With credentials of another account, data can leave to a bucket, queue or table of that account.',
  fix: 'Give the endpoint a policy that limits principal and resource to your account or organization.',
  source: 'AWS PrivateLink Guide: Control access to VPC endpoints using endpoint policies: default endpoint policy',
  *find({ templates }) {
    for (const resource of templates.ofType('AWS::EC2::VPCEndpoint')) {
      const type = text(property(resource, 'VpcEndpointType')) ?? 'Gateway';
      if (type !== 'Gateway' && type !== 'Interface') continue;
      // An endpoint to a customer’s own service does not support a policy either.
      const service = text(property(resource, 'ServiceName')) ?? '';
      if (!AWS_SERVICE.test(service) || WITHOUT.test(service)) continue;
      if (!isGiven(property(resource, 'PolicyDocument'))) yield { resource, message: 'has no policy and allows every request' };
    }
  },
};
