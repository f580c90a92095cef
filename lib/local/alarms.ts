// Alarms that a local AWS does not support: those on metric math, or on several metrics. `alarmRefusalRatio` makes such an alarm.
import type { Definition } from './definition';

export function isOnMetricMath({ Type, Properties }: Definition): boolean {
  return Type === 'AWS::CloudWatch::Alarm' && Properties?.Metrics !== undefined;
}
