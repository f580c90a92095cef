// The metrics of every decision, and alarms on them: the same for authorizer and session broker.

import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { isReasonCode, METRICS, METRICS_NAMESPACE, statusOf } from '../../../contract';
import { ALARM_OPTIONS, type AlarmDefaults, type AlarmOptions, alarmOn } from '../../common/alarm-options';
import { type Forms, number, optional } from '../../common/forms';
import { needs, seen } from '../../common/needs';
import { needsProperties } from '../../common/properties';

/**
 * Options of `alarmRefusalRatio`. `threshold` is the share of refusals among all decisions, above 0 and up to 1.
 */
export interface RefusalRatioAlarmOptions extends AlarmOptions {
  /**
   * Smallest number of decisions in a period of five minutes, a whole number of 1 or more. A period with fewer decisions counts as a
   * period without refusals.
   *
   * @default 20
   */
  readonly minimumDecisions?: number;
}

const REFUSAL_RATIO_ALARM_OPTIONS: Forms<RefusalRatioAlarmOptions> = { ...ALARM_OPTIONS, minimumDecisions: optional(number(20)) };

/** Which decisions are measured. */
export interface DecisionSource {
  readonly serviceName: string;
  readonly by: 'authorizer' | 'session-broker';
  readonly function: lambda.Function;
}

/**
 * A function that decides about requests, with its metrics and alarms.
 *
 * The metrics are in CloudWatch's namespace `Bulkhead`, under the dimensions `service` and `by`. Each decision writes one value. Two
 * answers are not decisions: an answer from API Gateway's cache, and API Gateway's own refusal of a request without a header.
 */
export abstract class DecisionPoint extends Construct {
  /** @internal */
  protected abstract readonly _decisions: DecisionSource;

  /**
   * Number of requests that were allowed. Sum over five minutes by default.
   */
  public metricAllowed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.count(METRICS.allowed, props);
  }

  /**
   * Number of requests that were refused with 401 or 403. Sum over five minutes by default.
   */
  public metricRefused(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.count(METRICS.refused, props);
  }

  /**
   * Number of requests that ended with this reason code (401, 403 or 503). Sum over five minutes by default.
   *
   * Throws for a text that is not a reason code.
   *
   * @param reason a code of docs/reason-codes.md, such as `caller.not-listed`
   */
  public metricReason(reason: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    if (!isReasonCode(reason))
      needs(
        false,
        this,
        `reason is ${seen(reason)}`,
        'a reason code, such as caller.not-listed',
        'write one of the codes in docs/reason-codes.md',
      );
    const metric = statusOf(reason) === 503 ? METRICS.unavailable : METRICS.refused;
    return this.count(metric, { ...props, dimensionsMap: { ...props?.dimensionsMap, ...this.dimensions, reason } });
  }

  /**
   * Number of requests that could not be decided because a dependency was down (503). Sum over five minutes by default.
   */
  public metricUnavailable(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.count(METRICS.unavailable, props);
  }

  /**
   * Number of requests that could not be decided because the key repository did not answer. Sum over five minutes by default.
   */
  public metricKeyRepositoryErrors(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.count(METRICS.keyRepositoryErrors, props);
  }

  /**
   * Milliseconds from the request to the decision, within the function. 99th percentile over five minutes by default.
   *
   * The metric does not include the start of the function. It has no value for an invocation that Lambda stopped at the timeout.
   */
  public metricLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(METRICS.latency, { statistic: cloudwatch.Stats.p(99), ...props });
  }

  /**
   * Alarm on the share of refusals among all decisions. By default it goes off if half of the decisions are refusals, in two of three
   * periods of five minutes. A period with fewer than `minimumDecisions` counts as a period without refusals.
   *
   * The share among decisions is higher than the share among requests: API Gateway caches allowed decisions, but not refusals with 401.
   */
  public alarmRefusalRatio(id: string, options: RefusalRatioAlarmOptions = {}): cloudwatch.Alarm {
    needsProperties(`${this.node.path}/${id}`, options, REFUSAL_RATIO_ALARM_OPTIONS);
    const { minimumDecisions = 20, ...alarm } = options;
    const { threshold = 0.5 } = alarm;
    needs(
      threshold > 0 && threshold <= 1,
      this,
      `threshold is ${seen(threshold)}`,
      'a share of all decisions, above 0 and up to 1',
      'write threshold: 0.5, or leave threshold out',
    );
    needs(
      Number.isInteger(minimumDecisions) && minimumDecisions >= 1,
      this,
      `minimumDecisions is ${seen(minimumDecisions)}`,
      'a whole number of 1 or more',
      'write minimumDecisions: 20, or leave minimumDecisions out',
    );
    const all = '(allowed + refused + unavailable)';
    const ratio = new cloudwatch.MathExpression({
      // Each decision writes all three metrics, zeros too: either all of them have data or none has.
      expression: `IF(${all} >= ${minimumDecisions}, refused / ${all}, 0)`,
      usingMetrics: {
        allowed: this.metricAllowed(),
        refused: this.metricRefused(),
        unavailable: this.metricUnavailable(),
      },
      label: 'refused / decided',
      period: Duration.minutes(5),
    });
    const refuses = `refuses ${threshold * 100} % of what it decides`;
    return this.alarm(id, ratio, { what: refuses, threshold, evaluationPeriods: 3, datapointsToAlarm: 2 }, alarm);
  }

  /**
   * Alarm on `metricKeyRepositoryErrors`. By default it goes off at one error a minute or more, in three of five minutes.
   */
  public alarmKeyRepositoryErrors(id: string, options: AlarmOptions = {}): cloudwatch.Alarm {
    const errors = this.metricKeyRepositoryErrors({ period: Duration.minutes(1) });
    const what = 'gets no answer from the key repository';
    return this.alarm(id, errors, { what, threshold: 1, evaluationPeriods: 5, datapointsToAlarm: 3 }, options);
  }

  /**
   * Alarm on Lambda's `Duration` of the function, in milliseconds. By default it goes off if the 99th percentile is 1000 or more, in three
   * of five minutes. A decision takes milliseconds, and some tenths of a second with all its reads.
   *
   * The alarm does not use `metricLatency`, because that metric has no value for an invocation that Lambda stopped at the timeout.
   */
  public alarmLatency(id: string, options: AlarmOptions = {}): cloudwatch.Alarm {
    const duration = this._decisions.function.metricDuration({
      period: Duration.minutes(1),
      statistic: cloudwatch.Stats.p(99),
    });
    return this.alarm(id, duration, { what: 'is slow', threshold: 1000, evaluationPeriods: 5, datapointsToAlarm: 3 }, options);
  }

  private alarm(
    id: string,
    metric: cloudwatch.Metric | cloudwatch.MathExpression,
    { what, ...defaults }: Omit<AlarmDefaults, 'alarmDescription'> & { readonly what: string },
    options: AlarmOptions,
  ): cloudwatch.Alarm {
    const { by, serviceName } = this._decisions;
    return alarmOn(this, id, metric, { ...defaults, alarmDescription: `bulkhead: ${by} of ${serviceName} ${what}` }, options);
  }

  private count(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(metricName, { statistic: cloudwatch.Stats.SUM, ...props });
  }

  private metric(metricName: string, props: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: METRICS_NAMESPACE,
      metricName,
      dimensionsMap: this.dimensions,
      ...props,
    }).attachTo(this);
  }

  private get dimensions(): { [name: string]: string } {
    const { serviceName, by } = this._decisions;
    return { service: serviceName, by };
  }
}
