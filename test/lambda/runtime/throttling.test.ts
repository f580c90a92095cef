import { isThrottling } from '../../../lambda/runtime/throttling';

const named = (name: string) => Object.assign(new Error('Rate exceeded'), { name });

it.each([
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
])('%s says that there were too many calls', (name) => {
  expect(isThrottling(named(name))).toBe(true);
});

it('so does status 429, whatever its name', () => {
  expect(isThrottling({ name: 'Unknown', $metadata: { httpStatusCode: 429 } })).toBe(true);
});

it.each<[string, unknown]>([
  ['another error of the service', named('ParameterNotFound')],
  ['a limit that is not a rate', named('LimitExceededException')],
  ['a refusal', named('AccessDeniedException')],
  ['an error of the network', Object.assign(new Error('x'), { code: 'ECONNRESET' })],
  ['a timeout', named('TimeoutError')],
  ['another status', { name: 'InternalServerError', $metadata: { httpStatusCode: 500 } }],
  ['no metadata', { name: 'Error', $metadata: undefined }],
  ['a text', 'ThrottlingException'],
  ['null', null],
  ['nothing', undefined],
])('%s does not', (_what, error) => {
  expect(isThrottling(error)).toBe(false);
});
