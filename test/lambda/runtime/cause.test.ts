import { causeOf } from '../../../lambda/runtime/cause';

const named = (name: string) => Object.assign(new Error('secret'), { name });

it.each<[string, unknown, string]>([
  ['a system error', Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:443'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  ['an error of the SDK', named('ResourceNotFoundException'), 'ResourceNotFoundException'],
  ['a plain error', new TypeError('secret'), 'TypeError'],
  ['a number for a code', Object.assign(new Error('secret'), { code: 7 }), 'Error'],
  ['a name with more in it', named('secret token'), 'unknown'],
  ['a name without end', named('x'.repeat(65)), 'unknown'],
  ['a text', 'secret', 'unknown'],
  ['null', null, 'unknown'],
  ['nothing', undefined, 'unknown'],
])('of %s', (_what, error, cause) => {
  expect(causeOf(error)).toBe(cause);
});
