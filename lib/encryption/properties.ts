// The forms of a ServiceKey's properties, and the form by which other constructs recognise a ServiceKey.

import { duration, type Form, type Forms, object, optional, REMOVAL_POLICY, ROLES, text, texts } from '../common/forms';
import type { ServiceKeyProps } from './service-key';

export const SERVICE_KEY: Form = object(
  'a ServiceKey',
  ['keyArn', 'uses', 'serviceName'],
  "new ServiceKey(this, 'Key', { serviceName: 'issues' })",
);

export const SERVICE_KEY_PROPERTIES: Forms<ServiceKeyProps> = {
  serviceName: text('issues'),
  administrators: optional(ROLES),
  auditors: optional(ROLES),
  removalPolicy: optional(REMOVAL_POLICY),
  rotationPeriod: optional(duration('Duration.days(365)')),
  logGroupNames: optional(texts('issues-*')),
};
