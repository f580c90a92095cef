import { flag, own } from '../../template';
import type { Rule } from '../rule';
import { methodSettings, stagesOf } from '../shared/gateways';

export const apiDataTrace: Rule = {
  id: 'api-data-trace',
  severity: 'error',
  why: 'Data tracing writes whole requests and responses to the log, with tokens and tenant data.',
  fix: 'Set DataTraceEnabled to false. Log ids and outcomes in the access log.',
  source: 'Amazon API Gateway Developer Guide: Set up CloudWatch logging for REST APIs in API Gateway',
  *find(evidence) {
    for (const { resource, location, settings } of stagesOf(evidence)) {
      const isOn = [settings, ...methodSettings(settings)].some((one) => flag(own(one, 'DataTraceEnabled')) === true);
      if (isOn) yield { resource, location, message: 'the stage logs whole requests and responses' };
    }
  },
};
