import { within } from '../../template';
import type { Rule } from '../rule';
import { stagesOf } from '../shared/gateways';
import { isGiven } from '../shared/properties';

export const apiAccessLog: Rule = {
  id: 'api-access-log',
  severity: 'warning',
  why: 'What the gateway refuses by itself reaches no function: without an access log nobody sees who was turned away, and why.',
  fix: 'Give the stage an access log with request id, caller, $context.error.responseType and $context.authorizer.error, and no headers.',
  source: 'Amazon API Gateway Developer Guide: Set up CloudWatch logging for REST APIs in API Gateway',
  *find(evidence) {
    for (const { resource, location, settings } of stagesOf(evidence)) {
      // A deployment whose stage is described elsewhere describes none.
      const places = ['AccessLogSetting.DestinationArn', 'AccessLogSettings.DestinationArn'];
      if (!places.some((place) => isGiven(within(settings, place)))) yield { resource, location, message: 'has no access log' };
    }
  },
};
