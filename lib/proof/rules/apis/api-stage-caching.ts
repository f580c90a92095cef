import { flag, own } from '../../template';
import type { Rule } from '../rule';
import { methodSettings, stagesOf } from '../shared/gateways';

export const apiStageCaching: Rule = {
  id: 'api-stage-caching',
  severity: 'error',
  why: 'The key of a stage’s cache is the path and the declared cache keys. One tenant can get the response that was made for another tenant.',
  fix: 'Switch the cache off. Cache after the code that identifies the tenant, under a key that includes the tenant.',
  source: 'Amazon API Gateway Developer Guide: Cache settings for REST APIs in API Gateway',
  *find(evidence) {
    for (const { resource, location, settings } of stagesOf(evidence)) {
      const isOn =
        [own(settings, 'CacheClusterEnabled'), own(settings, 'CachingEnabled')].some((one) => flag(one) === true) ||
        methodSettings(settings).some((one) => flag(own(one, 'CachingEnabled')) === true);
      if (isOn) yield { resource, location, message: 'the stage caches responses' };
    }
  },
};
