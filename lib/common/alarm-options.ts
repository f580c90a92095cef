// The options of alarms that constructs make, under CloudWatch's names.

import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { FLAG, type Forms, number, optional, text } from './forms';
import { needs } from './needs';
import { needsProperties } from './properties';

/**
 * Options of an alarm. The method that makes the alarm documents its own defaults.
 */
export interface AlarmOptions {
  /**
   * Name of the alarm.
   *
   * @default - a name that CloudFormation generates
   */
  readonly alarmName?: string;

  /**
   * Description of the alarm.
   *
   * @default - what the alarm watches, and the name of the service
   */
  readonly alarmDescription?: string;

  /**
   * Whether the alarm runs its actions.
   *
   * @default true
   */
  readonly actionsEnabled?: boolean;

  /**
   * The alarm goes off when the metric reaches this value, in the unit of the metric.
   *
   * @default - see the method
   */
  readonly threshold?: number;

  /**
   * How many of the latest periods CloudWatch evaluates. A whole number of 1 or more.
   *
   * @default - see the method
   */
  readonly evaluationPeriods?: number;

  /**
   * How many of the `evaluationPeriods` must reach the threshold before the alarm goes off. At most `evaluationPeriods`.
   *
   * @default - see the method. If you give `evaluationPeriods` alone: the same number
   */
  readonly datapointsToAlarm?: number;

  /**
   * How CloudWatch counts periods without data.
   *
   * @default cloudwatch.TreatMissingData.NOT_BREACHING
   */
  readonly treatMissingData?: cloudwatch.TreatMissingData;
}

/** The forms of the options: JavaScript passes whatever was typed. */
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
    needs(
      Number.isInteger(value) && value >= 1,
      scope,
      `${name} of ${id} is ${value}`,
      'a whole number of 1 or more',
      `give a whole number, or leave ${name} out`,
    );
  needs(
    datapointsToAlarm <= evaluationPeriods,
    scope,
    `datapointsToAlarm of ${id} is ${datapointsToAlarm}`,
    `at most ${evaluationPeriods}, the number of evaluationPeriods`,
    'lower datapointsToAlarm, or raise evaluationPeriods',
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
