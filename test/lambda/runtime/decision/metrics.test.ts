import fc from 'fast-check';
import { reasonCodes } from '../../../../contract';
import { type DecisionLine, logDecision } from '../../../../lambda/runtime/decision';
import { brokenRulesOf, dataOf } from './embedded-metrics';

const NOW = 1_800_000_000_000;
const BASE: DecisionLine = { decision: 'allow', by: 'authorizer', service: 'orders' };

function logged(line: DecisionLine, times = { startedAt: NOW - 7, endedAt: NOW }): string {
  const lines: string[] = [];
  logDecision((written) => lines.push(written), line, times);
  expect(lines).toHaveLength(1);
  return lines[0] as string;
}

const WHOLE = 'service=orders,by=authorizer';

test('an allowed request counts as one, with its time', () => {
  const line = logged(BASE);

  expect(brokenRulesOf(line)).toEqual([]);
  expect(JSON.parse(line)._aws.Timestamp).toBe(NOW);
  expect(dataOf(line)).toEqual({
    [`Allowed ${WHOLE}`]: 1,
    [`Refused ${WHOLE}`]: 0,
    [`Unavailable ${WHOLE}`]: 0,
    [`KeyRepositoryErrors ${WHOLE}`]: 0,
    [`Latency ${WHOLE}`]: 7,
  });
});

test.each(reasonCodes().map(({ code, status }) => [code, status] as const))('%s counts as what %d is', (reason, status) => {
  const line = logged({ ...BASE, decision: 'deny', reason, by: 'session-broker' });
  const whole = 'service=orders,by=session-broker';
  const metric = status === 503 ? 'Unavailable' : 'Refused';

  expect(brokenRulesOf(line)).toEqual([]);
  expect(dataOf(line)).toEqual({
    [`Allowed ${whole}`]: 0,
    [`Refused ${whole}`]: status === 503 ? 0 : 1,
    [`Unavailable ${whole}`]: status === 503 ? 1 : 0,
    [`KeyRepositoryErrors ${whole}`]: reason === 'key.unavailable' ? 1 : 0,
    [`Latency ${whole}`]: 7,
    [`${metric} ${whole},reason=${reason}`]: 1,
  });
});

test('a clock that is set back makes no negative time', () => {
  expect(dataOf(logged(BASE, { startedAt: NOW, endedAt: NOW - 1 }))[`Latency ${WHOLE}`]).toBe(0);
});

test('keeps to the format whatever a token claims', () => {
  const text = fc.string({ unit: 'binary', maxLength: 256 });
  fc.assert(
    fc.property(
      fc.record({ issuer: text, kid: text, tokenId: text, requestId: text, traceId: text, method: text, resource: text }),
      (claimed) => {
        expect(brokenRulesOf(logged({ ...BASE, decision: 'deny', reason: 'token.expired', ...claimed }))).toEqual([]);
      },
    ),
  );
});

test('without times a line has no metrics', () => {
  const lines: string[] = [];
  logDecision((line) => lines.push(line), BASE);

  expect(lines).toEqual([JSON.stringify(BASE)]);
});

test.each([
  ['a dimension that is missing', { service: undefined }, 'dimension service'],
  ['a dimension that is a number', { service: 1 }, 'dimension service'],
  ['a metric that is a text', { Refused: '1' }, 'metric Refused'],
  ['a time in seconds', { _aws: { ...JSON.parse(logged(BASE))._aws, Timestamp: NOW / 1000 } }, 'Timestamp'],
  ['no directive', { _aws: { Timestamp: NOW, CloudWatchMetrics: [] } }, 'CloudWatchMetrics'],
  ['a member that the format has not', { _aws: { ...JSON.parse(logged(BASE))._aws, LogGroup: 'x' } }, '_aws has'],
])('the rules would find %s', (_what, changed, rule) => {
  expect(brokenRulesOf(JSON.stringify({ ...JSON.parse(logged(BASE)), ...changed })).join()).toContain(rule);
});
