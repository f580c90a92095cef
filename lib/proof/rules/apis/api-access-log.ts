import { within } from '../../template';
import type { Rule } from '../rule';
import { stagesOf } from '../shared/gateways';
import { isGiven } from '../shared/properties';

export const apiAccessLog: Rule = {
  id: 'api-access-log',
  severity: 'warning',
  why: 'If API Gateway itself refuses a request, no function sees the request. Without an access log, nobody knows who was refused and why.',
  fix: 'Give the stage an access log with the request id, the caller, $context.error.responseType and $context.authorizer.error, but without headers.',
  source: 'Amazon API Gateway Developer Guide: Set up CloudWatch logging for REST APIs in API Gateway',
  *find(evidence) {
    for (const { resource, location, settings } of stagesOf(evidence)) {
      // stagesOf() lists a deployment only if it describes its own stage.
      const places = ['AccessLogSetting.DestinationArn', 'AccessLogSettings.DestinationArn'];
      if (!places.some((place) => isGiven(within(settings, place))))
        yield { resource, location, message: 'the stage has no access log' };
    }
  },
};
