// Metrics and alarms of authorizer and broker: what is measured stands in the decision's line, and alarms read exactly that.
import { type Alarm, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { reasonCodes } from '../../../../contract';
import { logDecision } from '../../../../lambda/runtime/decision';
import type { AlarmOptions, DecisionPoint } from '../../../../lib';
import { dataOf } from '../../../lambda/runtime/decision/embedded-metrics';
import { logicalId, only, readable, resourcesOf, synthesise } from '../../templates';
import { oneService } from '../../worlds';

type By = 'authorizer' | 'session-broker';
const POINTS: [by: By, of: (service: ReturnType<typeof oneService>['service']) => DecisionPoint][] = [
  ['authorizer', (service) => service.authorizer],
  ['session-broker', (service) => service.sessionBroker],
];

describe.each(POINTS)('%s', (by, of) => {
  const { stack, service } = oneService();
  const point = of(service);

  /** Name and dimensions as in the data of a line. */
  const nameOf = ({ metricName, dimensions = {} }: Metric) =>
    `${metricName} ${['service', 'by', 'reason'].flatMap((name) => (name in dimensions ? [`${name}=${dimensions[name]}`] : [])).join()}`;

  test('every metric is one that a decision writes', () => {
    const written = new Set<string>();
    for (const reason of [undefined, ...reasonCodes().map(({ code }) => code)]) {
      logDecision(
        (line) => Object.keys(dataOf(line)).forEach((name) => void written.add(name)),
        { decision: reason === undefined ? 'allow' : 'deny', by, service: 'media', reason },
        { startedAt: 1, endedAt: 2 },
      );
    }
    const read = [
      point.metricAllowed(),
      point.metricRefused(),
      point.metricUnavailable(),
      point.metricKeyRepositoryErrors(),
      point.metricLatency(),
      ...reasonCodes().map(({ code }) => point.metricReason(code)),
    ];

    expect(read.map(nameOf).sort()).toEqual([...written].sort());
    for (const { namespace } of read) expect(namespace).toBe('Bulkhead');
  });

  test('counts are summed and times are read at their 99th percentile, unless it is said otherwise', () => {
    expect(point.metricRefused().statistic).toBe('Sum');
    expect(point.metricLatency().statistic).toBe('p99');
    expect(point.metricLatency({ statistic: 'p50', period: Duration.minutes(1) })).toMatchObject({
      statistic: 'p50',
      period: Duration.minutes(1),
    });
  });

  test('refuses a reason that is none', () => {
    expect(() => point.metricReason('token.wrong')).toThrow(
      /^Stack\/Media\/\w+: reason is "token\.wrong"\n {2}expected {2}a reason code, such as caller\.not-listed\n {2}do {8}write one of the codes in docs\/reason-codes\.md$/,
    );
  });

  test('alarms', () => {
    point.alarmRefusalRatio('Refusals');
    point.alarmKeyRepositoryErrors('KeyRepository');
    point.alarmLatency('Slow');
    const alarms = Object.fromEntries(
      resourcesOf(synthesise(stack), 'AWS::CloudWatch::Alarm').map(([id, { Properties }]) => [
        /(Refusals|KeyRepository|Slow)/.exec(id)?.[0],
        readable<{ [name: string]: unknown }>(Properties),
      ]),
    );
    const dimensions = [
      { Name: 'by', Value: by },
      { Name: 'service', Value: 'media' },
    ];
    const counted = (id: string, MetricName: string) => ({
      Id: id,
      MetricStat: { Metric: { Namespace: 'Bulkhead', MetricName, Dimensions: dimensions }, Period: 300, Stat: 'Sum' },
      ReturnData: false,
    });

    expect(alarms.Refusals).toEqual({
      AlarmDescription: `bulkhead: ${by} of media refuses 50 % of what it decides`,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      DatapointsToAlarm: 2,
      EvaluationPeriods: 3,
      Metrics: [
        {
          Expression: 'IF((allowed + refused + unavailable) >= 20, refused / (allowed + refused + unavailable), 0)',
          Id: 'expr_1',
          Label: 'refused / decided',
          ReturnData: true,
        },
        counted('allowed', 'Allowed'),
        counted('refused', 'Refused'),
        counted('unavailable', 'Unavailable'),
      ],
      Threshold: 0.5,
      TreatMissingData: 'notBreaching',
    });
    expect(alarms.KeyRepository).toMatchObject({
      ...{ Namespace: 'Bulkhead', MetricName: 'KeyRepositoryErrors', Dimensions: dimensions, Statistic: 'Sum', Period: 60 },
      ...{ Threshold: 1, EvaluationPeriods: 5, DatapointsToAlarm: 3, TreatMissingData: 'notBreaching' },
    });
    expect(alarms.Slow).toMatchObject({
      ...{ Namespace: 'AWS/Lambda', MetricName: 'Duration', ExtendedStatistic: 'p99', Period: 60, Threshold: 1000 },
      Dimensions: [
        { Name: 'FunctionName', Value: expect.stringMatching(by === 'authorizer' ? /AuthorizerHandler/ : /SessionsBroker/) },
      ],
    });
  });
});

test.each([
  [
    { threshold: 0 },
    /^Stack\/Media\/Authorizer: threshold is 0\n {2}expected {2}a share of all decisions, above 0 and up to 1\n {2}do {8}write threshold: 0\.5, or leave threshold out$/,
  ],
  [{ threshold: 1.1 }, /threshold is 1.1\n {2}expected {2}a share/],
  [{ threshold: Number.NaN }, /threshold is null\n {2}expected {2}a share/],
  [{ minimumDecisions: 0 }, /minimumDecisions is 0\n {2}expected {2}a whole number of 1 or more/],
  [
    { minimumDecisions: 1.5 },
    /minimumDecisions is 1\.5\n {2}expected {2}a whole number of 1 or more\n {2}do {8}write minimumDecisions: 20, or leave minimumDecisions out$/,
  ],
])('refuses an alarm on refusals with %j', (props, message) => {
  const { service } = oneService();
  expect(() => service.authorizer.alarmRefusalRatio('Refusals', props)).toThrow(message);
});

test('an alarm on refusals has the threshold and the least number of decisions that it is given', () => {
  const { stack, service } = oneService();
  const alarm = service.authorizer.alarmRefusalRatio('Refusals', { threshold: 0.25, minimumDecisions: 100 });
  const { Properties } = only(synthesise(stack), 'AWS::CloudWatch::Alarm', new RegExp(logicalId(alarm)));
  expect(Properties.Threshold).toBe(0.25);
  expect(Properties.Metrics[0].Expression).toMatch(/^IF\(.* >= 100, refused \/ .*, 0\)$/);
});

const ALARMS: [method: string, alarm: (service: ReturnType<typeof oneService>['service'], options: AlarmOptions) => Alarm][] = [
  ['alarmRefusalRatio', (service, options) => service.sessionBroker.alarmRefusalRatio('It', options)],
  ['alarmKeyRepositoryErrors', (service, options) => service.authorizer.alarmKeyRepositoryErrors('It', options)],
  ['alarmLatency', (service, options) => service.authorizer.alarmLatency('It', options)],
  ['alarmFailed', (service, options) => service.alarmFailed('It', options)],
];

describe.each(ALARMS)('%s', (_method, alarm) => {
  const made = (options: AlarmOptions) => {
    const { stack, service } = oneService();
    const id = logicalId(alarm(service, options));
    return only(synthesise(stack), 'AWS::CloudWatch::Alarm', new RegExp(id)).Properties;
  };

  test('takes the options of CloudWatch', () => {
    const properties = made({
      alarmName: 'media',
      alarmDescription: 'look at it',
      actionsEnabled: false,
      threshold: 0.75,
      evaluationPeriods: 4,
      datapointsToAlarm: 2,
      treatMissingData: TreatMissingData.BREACHING,
    });

    expect(properties).toMatchObject({
      AlarmName: 'media',
      AlarmDescription: 'look at it',
      ActionsEnabled: false,
      Threshold: 0.75,
      EvaluationPeriods: 4,
      DatapointsToAlarm: 2,
      TreatMissingData: 'breaching',
    });
  });

  test('wants every one of the periods if only their number is given', () => {
    expect(made({ evaluationPeriods: 2 })).toMatchObject({ EvaluationPeriods: 2, DatapointsToAlarm: 2 });
  });

  test('names the service in its description', () => {
    expect(made({}).AlarmDescription).toMatch(/^bulkhead: .*media/);
  });

  test.each<[AlarmOptions, RegExp]>([
    [{ evaluationPeriods: 0 }, /evaluationPeriods of It is 0\n {2}expected {2}a whole number of 1 or more/],
    [{ datapointsToAlarm: 1.5 }, /datapointsToAlarm of It is 1.5\n {2}expected {2}a whole number/],
    [
      { evaluationPeriods: 2, datapointsToAlarm: 3 },
      /^Stack\/Media.*: datapointsToAlarm of It is 3\n {2}expected {2}at most 2, the number of evaluationPeriods\n {2}do {8}lower datapointsToAlarm, or raise evaluationPeriods$/,
    ],
    [{ treshold: 2 } as never, /there is no property treshold\n {2}expected {2}threshold\n/],
    [{ threshold: '1' } as never, /threshold is "1"/],
  ])('refuses %j', (options, message) => {
    expect(() => made(options)).toThrow(message);
  });
});
