// What is measured of every decision, and alarms on it: the same for authorizer and session broker.

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
   * Decisions in five minutes, at least 1. A period with fewer decisions counts as one without refusals.
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
 * A function that decides about requests, with its metrics and alarms. The metrics are in CloudWatch's namespace `Bulkhead` under the
 * dimensions `service` and `by`, one datum for each decision; what API Gateway answers from its cache, or refuses itself for a missing
 * header, is no decision.
 */
export abstract class DecisionPoint extends Construct {
  /** @internal */
  protected abstract readonly _decisions: DecisionSource;

  /**
   * Requests that were allowed. Sum over five minutes, unless the options say otherwise.
   */
  public metricAllowed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.count(METRICS.allowed, props);
  }

  /**
   * Requests that were refused: 401 or 403. Sum over five minutes, unless the options say otherwise.
   */
  public metricRefused(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.count(METRICS.refused, props);
  }

  /**
   * Requests that were refused, or could not be decided, for one reason code; throws for what is none. Sum over five minutes, unless
   * the options say otherwise.
   */
  public metricReason(reason: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    if (!isReasonCode(reason)) needs(false, this, `reason is ${seen(reason)}, expected a code of docs/reason-codes.md`);
    const metric = statusOf(reason) === 503 ? METRICS.unavailable : METRICS.refused;
    return this.count(metric, { ...props, dimensionsMap: { ...props?.dimensionsMap, ...this.dimensions, reason } });
  }

  /**
   * Requests that could not be decided, because something it takes was down: 503. Sum over five minutes, unless the options say
   * otherwise.
   */
  public metricUnavailable(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.count(METRICS.unavailable, props);
  }

  /**
   * Of those, the ones for which the key repository did not answer. Sum over five minutes, unless the options say otherwise.
   */
  public metricKeyRepositoryErrors(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.count(METRICS.keyRepositoryErrors, props);
  }

  /**
   * Milliseconds from the request to the decision, within the function: without its start, and without those that were stopped for
   * taking too long. 99th percentile over five minutes, unless the options say otherwise.
   */
  public metricLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(METRICS.latency, { statistic: cloudwatch.Stats.p(99), ...props });
  }

  /**
   * Alarm on the share of refusals among all decisions: half of them in two of three periods of five minutes, each with
   * `minimumDecisions` or more. The share is higher than that of refused requests: API Gateway caches allowed decisions, and it does
   * not cache refusals with 401.
   */
  public alarmRefusalRatio(id: string, options: RefusalRatioAlarmOptions = {}): cloudwatch.Alarm {
    needsProperties(`${this.node.path}/${id}`, options, REFUSAL_RATIO_ALARM_OPTIONS);
    const { minimumDecisions = 20, ...alarm } = options;
    const { threshold = 0.5 } = alarm;
    needs(threshold > 0 && threshold <= 1, this, `threshold is ${seen(threshold)}, expected a share above 0 and up to 1`);
    needs(
      Number.isInteger(minimumDecisions) && minimumDecisions >= 1,
      this,
      `minimumDecisions is ${seen(minimumDecisions)}, expected a whole number of 1 or more`,
    );
    const all = '(allowed + refused + unavailable)';
    const ratio = new cloudwatch.MathExpression({
      // Each decision writes all three, zeros too: none is missing where another one is there.
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
   * Alarm on `metricKeyRepositoryErrors`: one or more in three of five minutes.
   */
  public alarmKeyRepositoryErrors(id: string, options: AlarmOptions = {}): cloudwatch.Alarm {
    const errors = this.metricKeyRepositoryErrors({ period: Duration.minutes(1) });
    const what = 'gets no answer from the key repository';
    return this.alarm(id, errors, { what, threshold: 1, evaluationPeriods: 5, datapointsToAlarm: 3 }, options);
  }

  /**
   * Alarm on Lambda's `Duration` of the function in milliseconds: the 99th percentile is 1000 or more in three of five minutes. A
   * decision takes milliseconds, and some tenths of a second with all its reads. The alarm does not use `metricLatency`: an invocation
   * that Lambda stops at its timeout writes no line, and would be missing where it counts most.
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
