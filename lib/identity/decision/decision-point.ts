// What is measured of every decision, and alarms on it: the same for authorizer and session broker.

import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { isReasonCode, METRICS, METRICS_NAMESPACE, statusOf } from '../../../contract';
import { needs, seen } from '../../common/needs';

/**
 * When too many decisions are refusals.
 */
export interface RefusalRatioAlarmProps {
  /**
   * Share of refusals among all decisions, above 0 and up to 1, from which on the alarm goes off.
   *
   * @default 0.5
   */
  readonly threshold?: number;

  /**
   * Decisions in five minutes below which a share says nothing: fewer count as no refusal. At least 1.
   *
   * @default 20
   */
  readonly minimumDecisions?: number;
}

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
   * Alarm on the share of refusals among all decisions: in two of three periods of five minutes, each with `minimumDecisions` or more.
   * Decisions that API Gateway keeps are fewer than requests, and refusals with 401 are not kept: the share is higher than that of
   * refused requests.
   */
  public alarmRefusalRatio(id: string, props: RefusalRatioAlarmProps = {}): cloudwatch.Alarm {
    const { threshold = 0.5, minimumDecisions = 20 } = props;
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
    return ratio.createAlarm(this, id, {
      alarmDescription: `bulkhead: ${this._decisions.by} of ${this._decisions.serviceName} refuses ${threshold * 100} % of what it decides`,
      threshold,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  /**
   * Alarm on `metricKeyRepositoryErrors`: any in three of five minutes.
   */
  public alarmKeyRepositoryErrors(id: string): cloudwatch.Alarm {
    return this.metricKeyRepositoryErrors({ period: Duration.minutes(1) }).createAlarm(this, id, {
      alarmDescription: `bulkhead: ${this._decisions.by} of ${this._decisions.serviceName} gets no answer from the key repository`,
      threshold: 1,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  /**
   * Alarm on Lambda's `Duration` of the function: the 99th percentile at a second or more in three of five minutes. A decision takes
   * milliseconds, and with all its reads some tenths of a second. Not on `metricLatency`: an invocation that is stopped for taking too
   * long writes no line, and would be missing where it counts most.
   */
  public alarmLatency(id: string): cloudwatch.Alarm {
    const duration = this._decisions.function.metricDuration({
      period: Duration.minutes(1),
      statistic: cloudwatch.Stats.p(99),
    });
    return duration.createAlarm(this, id, {
      alarmDescription: `bulkhead: ${this._decisions.by} of ${this._decisions.serviceName} is slow`,
      threshold: 1000,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
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
