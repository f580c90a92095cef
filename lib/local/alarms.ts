// Alarms that a local AWS refuses: those on metric math, or on several metrics. `alarmRefusalRatio` makes such a one.
import type { Definition } from './definition';

export function isOnMetricMath({ Type, Properties }: Definition): boolean {
  return Type === 'AWS::CloudWatch::Alarm' && Properties?.Metrics !== undefined;
}
