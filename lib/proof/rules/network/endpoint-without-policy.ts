import { text } from '../../template';
import type { Rule } from '../rule';
import { isGiven, property } from '../shared/properties';

/** Services that take no policy on their endpoint (AWS PrivateLink Guide: AWS services that integrate with AWS PrivateLink). */
const WITHOUT = /\.(?:email-smtp|iot\.data|iot\.credentials|elasticbeanstalk-health|storagegateway|transfer\.server)$/;

/** The Region may be known only at deployment. */
const AWS_SERVICE = /^(?:(?:cn\.)?com\.amazonaws\.(?!vpce\.)[^.]+\.(?!vpce-svc)|aws\.)/;

export const endpointWithoutPolicy: Rule = {
  id: 'endpoint-without-policy',
  severity: 'error',
  why: 'An endpoint without a policy lets everything through: with credentials of another account, data leaves to a bucket, queue or table there.',
  fix: 'Give it a policy that binds principal and resource to your account or organisation.',
  source: 'AWS PrivateLink Guide: Control access to VPC endpoints using endpoint policies: default endpoint policy',
  *find({ templates }) {
    for (const resource of templates.ofType('AWS::EC2::VPCEndpoint')) {
      const type = text(property(resource, 'VpcEndpointType')) ?? 'Gateway';
      if (type !== 'Gateway' && type !== 'Interface') continue;
      // One to somebody’s own service takes no policy either.
      const service = text(property(resource, 'ServiceName')) ?? '';
      if (!AWS_SERVICE.test(service) || WITHOUT.test(service)) continue;
      if (!isGiven(property(resource, 'PolicyDocument')))
        yield { resource, message: 'has no policy and lets everything through' };
    }
  },
};
