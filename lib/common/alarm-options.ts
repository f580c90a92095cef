// What an app may decide about the alarms that constructs make, in CloudWatch's words.

import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { FLAG, type Forms, number, optional, text } from './forms';
import { needs } from './needs';
import { needsProperties } from './properties';

/**
 * Options of an alarm. Each has a default of its own, which the method's description gives.
 */
export interface AlarmOptions {
  /**
   * Name of the alarm.
   *
   * @default - CloudFormation makes one up
   */
  readonly alarmName?: string;

  /**
   * Description of the alarm.
   *
   * @default - what the alarm watches, with the name of the service
   */
  readonly alarmDescription?: string;

  /**
   * Whether the alarm runs its actions.
   *
   * @default true
   */
  readonly actionsEnabled?: boolean;

  /**
   * The alarm goes off at this value and above it, in the unit of the metric.
   *
   * @default - see the method
   */
  readonly threshold?: number;

  /**
   * How many of the latest periods CloudWatch looks at.
   *
   * @default - see the method
   */
  readonly evaluationPeriods?: number;

  /**
   * In how many of those periods the threshold must be reached.
   *
   * @default - see the method; all of them if only `evaluationPeriods` is given
   */
  readonly datapointsToAlarm?: number;

  /**
   * What periods without data count as.
   *
   * @default cloudwatch.TreatMissingData.NOT_BREACHING
   */
  readonly treatMissingData?: cloudwatch.TreatMissingData;
}

/** As JavaScript may give them. */
export const ALARM_OPTIONS: Forms<AlarmOptions> = {
  alarmName: optional(text('orders-refusals')),
  alarmDescription: optional(text('Orders refuses its callers')),
  actionsEnabled: optional(FLAG),
  threshold: optional(number(1)),
  evaluationPeriods: optional(number(5)),
  datapointsToAlarm: optional(number(3)),
  treatMissingData: optional(text('notBreaching')),
};

export interface AlarmDefaults {
  readonly alarmDescription: string;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
}

/** An alarm on a metric, with the options where they are given. */
export function alarmOn(
  scope: Construct,
  id: string,
  metric: cloudwatch.Metric | cloudwatch.MathExpression,
  defaults: AlarmDefaults,
  options: AlarmOptions,
): cloudwatch.Alarm {
  needsProperties(`${scope.node.path}/${id}`, options, ALARM_OPTIONS);
  const { evaluationPeriods = defaults.evaluationPeriods } = options;
  const byDefault = options.evaluationPeriods === undefined ? defaults.datapointsToAlarm : evaluationPeriods;
  const { datapointsToAlarm = byDefault } = options;
  for (const [name, value] of Object.entries({ evaluationPeriods, datapointsToAlarm }))
    needs(Number.isInteger(value) && value >= 1, scope, `${name} of ${id} is ${value}, expected a whole number of 1 or more`);
  needs(
    datapointsToAlarm <= evaluationPeriods,
    scope,
    `datapointsToAlarm of ${id} is ${datapointsToAlarm}, expected at most evaluationPeriods, which is ${evaluationPeriods}`,
  );
  return metric.createAlarm(scope, id, {
    alarmName: options.alarmName,
    alarmDescription: options.alarmDescription ?? defaults.alarmDescription,
    actionsEnabled: options.actionsEnabled,
    threshold: options.threshold ?? defaults.threshold,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods,
    datapointsToAlarm,
    treatMissingData: options.treatMissingData ?? cloudwatch.TreatMissingData.NOT_BREACHING,
  });
}
