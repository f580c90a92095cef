// What hangs must be refused with a reason before the function is stopped: limits of reads, of the function, and of API Gateway.
import {
  API_GATEWAY_AUTHORIZER_SECONDS,
  ENVIRONMENT,
  KEY_READ_MILLISECONDS,
  READ_ATTEMPTS,
  SESSION_ANSWER_MILLISECONDS,
  SESSION_CONNECT_MILLISECONDS,
  TENANT_READ_MILLISECONDS,
} from '../../../../contract';
import { only, synthesise } from '../../templates';
import { oneService } from '../../worlds';

const template = synthesise(oneService().stack);
const timeoutOf = (id: RegExp): number => only(template, 'AWS::Lambda::Function', id).Properties.Timeout;

const AUTHORIZER = KEY_READ_MILLISECONDS + READ_ATTEMPTS * TENANT_READ_MILLISECONDS;
const BROKER = AUTHORIZER + READ_ATTEMPTS * (SESSION_CONNECT_MILLISECONDS + SESSION_ANSWER_MILLISECONDS);

/** For the function's own work, and waiting before a second attempt. */
const MARGIN = 1500;

test.each([
  ['authorizer', /AuthorizerHandlerFunction/, AUTHORIZER],
  ['broker', /SessionsBrokerFunction/, BROKER],
])('%s: all that may hang ends before the function does', (_name, id, longest) => {
  expect(longest + MARGIN).toBeLessThanOrEqual(timeoutOf(id) * 1000);
});

test('API Gateway waits for as long as the authorizer may run', () => {
  expect(timeoutOf(/AuthorizerHandlerFunction/)).toBeLessThanOrEqual(API_GATEWAY_AUTHORIZER_SECONDS);
});

test('a service’s handler outlives its broker', () => {
  const handler = Object.values(template.Resources).find(
    ({ Type, Properties }) =>
      Type === 'AWS::Lambda::Function' && Properties.Environment?.Variables?.[ENVIRONMENT.sessionsFunction] !== undefined,
  );
  expect(handler?.Properties.Timeout).toBeGreaterThan(timeoutOf(/SessionsBrokerFunction/));
});
