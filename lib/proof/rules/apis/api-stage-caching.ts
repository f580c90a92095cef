import { flag, own } from '../../template';
import type { Rule } from '../rule';
import { methodSettings, stagesOf } from '../shared/gateways';

export const apiStageCaching: Rule = {
  id: 'api-stage-caching',
  severity: 'error',
  why: 'A stage’s cache is keyed by the path and what is declared as cache key: one tenant is handed the answer made for another.',
  fix: 'Switch the cache off, and cache behind the tenant check, under a key that holds the tenant.',
  source: 'Amazon API Gateway Developer Guide: Cache settings for REST APIs in API Gateway',
  *find(evidence) {
    for (const { resource, location, settings } of stagesOf(evidence)) {
      const isOn =
        [own(settings, 'CacheClusterEnabled'), own(settings, 'CachingEnabled')].some((one) => flag(one) === true) ||
        methodSettings(settings).some((one) => flag(own(one, 'CachingEnabled')) === true);
      if (isOn) yield { resource, location, message: 'caches answers' };
    }
  },
};
