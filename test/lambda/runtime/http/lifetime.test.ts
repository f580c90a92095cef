import { lifetimeOf } from '../../../../lambda/runtime/http/lifetime';

const control = (value: string) => lifetimeOf({ 'cache-control': value });

it('says nothing of an answer that says nothing', () => {
  expect(lifetimeOf({})).toEqual({
    freshSeconds: undefined,
    ageSeconds: 0,
    staleWhileRevalidateSeconds: 0,
    staleIfErrorSeconds: 0,
  });
});

it('reads what key repositories send', () => {
  expect(control('public, max-age=300, stale-while-revalidate=200, stale-if-error=100')).toEqual({
    freshSeconds: 300,
    ageSeconds: 0,
    staleWhileRevalidateSeconds: 200,
    staleIfErrorSeconds: 100,
  });
});

it.each([
  ['public', undefined],
  ['max-age=300', 300],
  ['MAX-AGE=300', 300],
  ['max-age="300"', 300],
  ['max-age=0', 0],
  ['max-age', 0],
  ['max-age=', 0],
  ['max-age=-1', 0],
  ['max-age=1.5', 0],
  ['max-age=1e3', 0],
  ['max-age=soon', 0],
  [`max-age=${'9'.repeat(400)}`, 0],
  ['max-age=300, max-age=10', 10],
  ['max-age=10, max-age=300', 10],
  ['max-age=300, max-age=x', 0],
  ['s-maxage=10', undefined],
  ['x-max-age=10', undefined],
  ['no-store', 0],
  ['no-cache', 0],
  ['No-Cache="set-cookie", max-age=300', 0],
  ['max-age=300, no-store', 0],
])('%s: fresh for %p s', (value, seconds) => {
  expect(control(value).freshSeconds).toBe(seconds);
});

it.each([
  ['stale-while-revalidate=60, stale-if-error=90', 60, 90],
  ['stale-while-revalidate=60, stale-while-revalidate=6', 6, 0],
  ['stale-while-revalidate=x, stale-if-error=', 0, 0],
  ['stale-while-revalidate=60, stale-if-error=90, must-revalidate', 0, 0],
  ['stale-while-revalidate=60, stale-if-error=90, no-cache', 0, 0],
  ['stale-while-revalidate=60, stale-if-error=90, no-store', 0, 0],
])('%s: stale for %d and %d s', (value, revalidate, error) => {
  expect(control(value)).toMatchObject({ staleWhileRevalidateSeconds: revalidate, staleIfErrorSeconds: error });
});

it.each([
  [undefined, 0],
  ['0', 0],
  ['17', 17],
  ['17, 3', 17],
])('Age %p counts %d s', (age, seconds) => {
  expect(lifetimeOf({ age }).ageSeconds).toBe(seconds);
});

it.each(['-1', '1.5', 'old', '', ', 3'])(
  'with the ill-formed Age %p an answer is for those who wait for it, and none later',
  (age) => {
    expect(lifetimeOf({ age, 'cache-control': 'max-age=60' })).toMatchObject({ freshSeconds: 0, ageSeconds: 0 });
    expect(lifetimeOf({ age })).toMatchObject({ freshSeconds: 0, ageSeconds: 0 });
    expect(lifetimeOf({ age, 'cache-control': 'no-store' })).toMatchObject({ freshSeconds: 0, ageSeconds: 0 });
  },
);

const DATE = 'Sun, 06 Nov 1994 08:49:37 GMT';

it.each([
  ['Sun, 06 Nov 1994 08:50:37 GMT', DATE, 60],
  [DATE, DATE, 0],
  ['Sun, 06 Nov 1994 08:00:00 GMT', DATE, 0],
  ['0', DATE, 0],
  ['never', DATE, 0],
  ['Sun, 06 Nov 1994 08:50:37 GMT', undefined, 0],
  ['Sun, 06 Nov 1994 08:50:37 GMT', 'today', 0],
])('Expires %p at Date %p is %d s', (expires, date, seconds) => {
  expect(lifetimeOf({ expires, date }).freshSeconds).toBe(seconds);
});

it('takes max-age before Expires', () => {
  const headers = { expires: 'Sun, 06 Nov 1994 08:50:37 GMT', date: DATE };

  expect(lifetimeOf({ ...headers, 'cache-control': 'max-age=5' }).freshSeconds).toBe(5);
  expect(lifetimeOf({ ...headers, 'cache-control': 'public' }).freshSeconds).toBe(60);
});
