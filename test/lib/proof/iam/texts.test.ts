// How texts of policies are matched, filled in and kept: what the evaluator is made of, asked directly.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of IAM
import { Keys } from '../../../../lib/proof/iam/keys';
import { matches, pattern } from '../../../../lib/proof/iam/match';
import { mayBeAbout, statementsOf } from '../../../../lib/proof/iam/policy';
import { accountNamed } from '../../../../lib/proof/iam/principals';
import { OPEN } from '../../../../lib/proof/iam/types';
import { isConstant, substituted, written } from '../../../../lib/proof/iam/variables';
import { fresh, symbol } from '../../../../lib/proof/template';

const NAME = symbol('stack/Table');
const OTHER_NAME = symbol('stack/Other');
const ATTRIBUTE = symbol('stack/Table.StreamArn');
const ACCOUNT = symbol('AWS::AccountId');
const PARAMETER = symbol('Later');
const FRESH = fresh('role');

describe('a pattern', () => {
  it.each<[string, string, boolean | undefined]>([
    ['abc', 'abc', true],
    ['abc', 'abd', false],
    ['abc', 'abcd', false],
    ['abcd', 'abc', false],
    ['a*', 'a', true],
    ['a*c', 'abbc', true],
    ['a*bc', 'abbbc', true],
    ['a*c', 'abbd', false],
    ['a**c', 'ac', true],
    ['a*?', 'a', false],
    ['?', 'a', true],
    ['?', '', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    // A name that CloudFormation makes up: itself, nobody else's, and nothing that somebody wrote.
    [NAME, NAME, true],
    [NAME, OTHER_NAME, false],
    ['orders', NAME, false],
    [NAME, 'orders', false],
    ['*', NAME, true],
    ['orders*', NAME, undefined],
    // It ends in what CloudFormation drew by lot.
    ['*orders', NAME, false],
    ['?', NAME, undefined],
    [`table/${NAME}`, `table/${NAME}`, true],
    ['table/*', `table/${NAME}`, true],
    ['table/o*', `table/${NAME}`, undefined],
    ['table/orders', `table/${NAME}`, false],
    ['table/o*/index/*', `table/${NAME}/index/x`, undefined],
    ['table/o*:x', `table/${NAME}`, false],
    ['ta*/x', NAME, false],
    [`t*${OTHER_NAME}`, NAME, false],
    // An account is one word, and no made-up name.
    [ACCOUNT, ACCOUNT, true],
    [ACCOUNT, '111122223333', undefined],
    ['111122223333', ACCOUNT, undefined],
    ['::', `:${ACCOUNT}`, false],
    [`:${ACCOUNT}:`, ':111122223333:', undefined],
    [`:${ACCOUNT}:`, ':1111:2222:', false],
    [`a${ACCOUNT}`, `a${NAME}`, false],
    ['*', ACCOUNT, true],
    ['1*', ACCOUNT, undefined],
    ['?', ACCOUNT, undefined],
    // An attribute and a parameter may be anything.
    [ATTRIBUTE, ATTRIBUTE, true],
    [ATTRIBUTE, 'anything:at/all', undefined],
    [PARAMETER, NAME, undefined],
    [PARAMETER, '', undefined],
    ['', PARAMETER, undefined],
    ['a', PARAMETER, undefined],
    [`a${PARAMETER}`, 'b', false],
    [`a${PARAMETER}c`, 'ac', undefined],
    [`${PARAMETER}${PARAMETER}`, 'ab', undefined],
    // A value that is known to differ from everything.
    [FRESH, FRESH, true],
    [FRESH, 'a', false],
    ['a', FRESH, false],
    [FRESH, fresh('other'), false],
    [PARAMETER, FRESH, false],
    [FRESH, PARAMETER, false],
    ['*', FRESH, true],
    ['a*', FRESH, false],
  ])('%j against %j is %p', (wanted, value, expected) => {
    expect(matches(pattern([wanted]), value)).toBe(expected);
  });

  it.each<[string, string, boolean | undefined]>([
    ['arn:aws:s3:::a*b', 'arn:aws:s3:::axb', true],
    // Within the sixth segment AWS does not say what a colon is.
    ['arn:aws:s3:::a*b', 'arn:aws:s3:::a:b', undefined],
    ['arn:aws:s3:::a?b', 'arn:aws:s3:::a:b', undefined],
    ['arn:aws:s3:::a?b', 'arn:aws:s3:::a::b', false],
    ['arn:aws:s3:::a*b:c', 'arn:aws:s3:::axb:c', true],
    ['arn:aws:s3:::a*:c', 'arn:aws:s3:::a:b:c', true],
    ['arn:aws:s3:e*u::c', 'arn:aws:s3:e:u::c', false],
    [`${ATTRIBUTE}/a*b`, `${ATTRIBUTE}/a:b`, undefined],
    ['arn:aws:*x:eu:1:t', 'arn:aws:sx:eu:1:t', true],
    ['arn:aws:*:1:t', 'arn:aws:s3:eu:1:t', true],
    ['arn:aws:s3:*', 'arn:aws:s3:::a:b', true],
    ['a*b:c', 'a:b:c', false],
    ['a*:c', 'a:b:c', true],
    ['a?b', 'a:b', undefined],
  ])('of an ARN, %j against %j is %p: a star within a segment stops at its end', (wanted, value, expected) => {
    expect(matches(pattern([wanted], 'arn'), value)).toBe(expected);
  });

  it('of the sixth component of an ARN does not know about colons within', () => {
    expect(matches(pattern(['a*b'], 'last'), 'a:b')).toBe(undefined);
    expect(matches(pattern(['a*b'], 'last'), 'a/b')).toBe(true);
    expect(matches(pattern(['a*'], 'last'), 'a:b')).toBe(true);
    expect(matches(pattern(['a*b'], 'last'), 'a:c')).toBe(false);
  });

  it.each<[string, string, boolean | undefined]>([
    ['a😀', 'a😀', true],
    ['😀*', '😀b', true],
    ['*😀', 'a😀', true],
    ['😀', '😁', false],
    ['*', '😀', true],
    [`😀${NAME}`, `😀${NAME}`, true],
    [`😀${NAME}`, `😁${NAME}`, false],
    // A character, and two units of UTF-16: AWS does not say which of them a question mark is.
    ['?', '😀', undefined],
    ['??', '😀', undefined],
    ['???', '😀', false],
    ['?*', '😀', true],
    ['a?', 'b😀', false],
    [`?${NAME}`, `😀${NAME}`, undefined],
  ])('with characters beyond U+FFFF, %j against %j is %p', (wanted, value, expected) => {
    expect(matches(pattern([wanted]), value)).toBe(expected);
  });

  it('does not stop at colons that somebody else’s text holds, and takes text by itself where it is told to', () => {
    expect(matches(pattern(['a*b']), 'a:b')).toBe(true);
    expect(matches(pattern([{ literally: 'a*b' }]), 'axb')).toBe(false);
    expect(matches(pattern([{ literally: 'a*b' }]), 'a*b')).toBe(true);
    expect(matches(pattern(['x', { literally: '?' }, '*']), 'x?y')).toBe(true);
    expect(matches(pattern(['x', { literally: '?' }, '*']), 'xyy')).toBe(false);
    expect(matches(pattern(['a*b']), `a*${NAME}`)).toBe(false);
    expect(matches(pattern(['a?']), `a${NAME}`)).toBe(undefined);
    expect(matches(pattern([{ literally: '*' }, NAME]), `*${NAME}`)).toBe(true);
    expect(matches(pattern([`?${NAME}`]), `?${NAME}`)).toBe(true);
  });

  it('is not worked out beyond what AWS takes, and still is where it is plain', () => {
    const long = 'a'.repeat(2049);

    expect(matches(pattern([`${long}*b`]), `${long}xb`)).toBe(true);
    expect(matches(pattern([PARAMETER]), long)).toBeUndefined();
    expect(matches(pattern([`a${long}${PARAMETER}`]), 'a')).toBeUndefined();
    expect(matches(pattern([`b${'a'.repeat(2046)}${PARAMETER}`]), 'a')).toBe(false);
    expect(matches(pattern([`b${PARAMETER}`]), 'a'.repeat(2048))).toBe(false);
  });
});

describe('keys of a request', () => {
  const keys = Keys.of({ 'aws:PrincipalArn': 'a', 'AWS:principalarn': 'b', 'aws:UserId': undefined as never, open: OPEN });

  it('are found in lower case, the first of two that differ in case alone', () => {
    expect(keys.get('aws:principalarn')).toBe('a');
    expect(keys.get('aws:PrincipalArn')).toBeUndefined();
    expect(keys.get('open')).toBe(OPEN);
    expect([keys.has('aws:principalarn'), keys.has('aws:userid'), keys.has('other')]).toEqual([true, false, false]);
    expect(Keys.of(keys)).toBe(keys);
  });

  it('are a context’s own', () => {
    expect(Keys.of(Object.create({ inherited: 'x' })).has('inherited')).toBe(false);
  });

  it('lie over others, which lie over others', () => {
    const lowest = Keys.of({ a: '1', b: '1', c: '1' });
    const middle = Keys.of({ a: '2', b: '2' }).over(lowest);
    const top = Keys.of({ a: '3', d: [] }).over(middle);

    expect(['a', 'b', 'c', 'd', 'e'].map((key) => top.get(key))).toEqual(['3', '2', '1', [], undefined]);
    expect(
      Keys.of({ e: '4' })
        .over(Keys.of({ f: '5' }))
        .over(top)
        .get('c'),
    ).toBe('1');
    expect(
      Keys.of({ e: '4' })
        .over(Keys.of({ f: '5' }))
        .over(top)
        .get('f'),
    ).toBe('5');
  });
});

describe('a text with variables', () => {
  it.each<[string, unknown]>([
    ['plain', ['plain']],
    ['${aws:PrincipalTag/TenantId}', [{ key: 'aws:principaltag/tenantid' }]],
    ['a${ aws:userid }b', ['a', { key: 'aws:userid' }, 'b']],
    ["${aws:userid, 'nobody'}", [{ key: 'aws:userid', byDefault: 'nobody' }]],
    ["${aws:userid , ''}", [{ key: 'aws:userid', byDefault: '' }]],
    ["${aws:userid,x'nobody'}", [{ key: "aws:userid,x'nobody'" }]],
    ["${aws:userid,'nobody'x}", [{ key: "aws:userid,'nobody'x" }]],
    ["${,'x'}", [{ key: '', byDefault: 'x' }]],
    ['${*}${?}${$}', [{ literally: '*' }, { literally: '?' }, { literally: '$' }]],
    ['${a}${b}', [{ key: 'a' }, { key: 'b' }]],
    ['${a', ['${a']],
  ])('%s is read', (text, parts) => {
    expect(written(text, true)).toEqual(parts);
    expect(written(text, false)).toEqual([text]);
  });

  it('is the same for every request without a key in it', () => {
    expect([isConstant(['a']), isConstant([{ literally: '*' }]), isConstant(['a', { key: 'b' }])]).toEqual([true, true, false]);
  });

  it('takes what the request has, or its default, or nothing', () => {
    const keys = Keys.of({ one: 'x', many: ['x', 'y'], open: OPEN, empty: '' });

    expect(substituted(written('a${one}', true), keys)).toEqual(['a', { literally: 'x' }]);
    expect(substituted(written('a${many}', true), keys)).toBe('absent');
    expect(substituted(written("${many,'z'}", true), keys)).toEqual([{ literally: 'z' }]);
    expect(substituted(written('${none}', true), keys)).toBe('absent');
    expect(substituted(written("${none,'z'}", true), keys)).toEqual([{ literally: 'z' }]);
    expect(substituted(written('${open}', true), keys)).toBe(OPEN);
    expect(substituted(written("${empty,'z'}", true), keys)).toBe(OPEN);
    expect(substituted(['a'], keys)).toEqual(['a']);
  });
});

describe('a statement may be about', () => {
  const about = (element: object) => {
    const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'x:Y', ...element }] };
    const [statement] = statementsOf({ source: 'test', document: document as never });
    if (statement === undefined) throw new Error('no statement');
    return (...arns: string[]) => mayBeAbout(statement, arns);
  };

  it.each<[object, string[], boolean]>([
    [{ Resource: 'arn:a:b:c:d:e' }, ['arn:a:b:c:d:e'], true],
    [{ Resource: 'arn:a:b:c:d:e' }, ['arn:a:b:c:d:f'], false],
    [{ Resource: 'arn:a:b:c:d:e' }, ['arn:a:b:c:d:f', 'arn:a:b:c:d:e'], true],
    [{ Resource: ['arn:a:b:c:d:f', 'arn:a:b:c:d:e'] }, ['arn:a:b:c:d:e'], true],
    [{ Resource: '*' }, [], true],
    [{ Resource: 'arn:a:b:c:d:e' }, [], false],
    [{ Resource: 'arn:a:b:c:d:e/*' }, ['arn:a:b:c:d:e/1'], true],
    [{ Resource: 'arn:a:b:c:d:e/${aws:userid}/x' }, ['arn:a:b:c:d:e/1/y'], true],
    [{ Resource: 'arn:a:b:c:d:e/${aws:userid}/x' }, ['arn:a:b:c:d:f/1/x'], false],
    [{ Resource: 'arn:a:b:c:d:e/${*}' }, ['arn:a:b:c:d:e/*'], true],
    [{ Resource: 'arn:a:b:c:d:e/${*}' }, ['arn:a:b:c:d:e/1'], false],
    [{ Resource: `arn:a:b:c:d:${PARAMETER}` }, ['arn:a:b:c:d:e'], true],
    [{ Resource: 'arn:a:b' }, ['arn:a:b:c:d:e'], true],
    [{ Resource: `arn:a:b:${symbol('x:y')}:d` }, [`arn:a:b:${symbol('x:y')}:d:e`], true],
    [{ NotResource: 'arn:a:b:c:d:e' }, ['arn:a:b:c:d:e'], true],
    [{}, ['arn:a:b:c:d:e'], true],
  ])('%j and %j: %p', (element, arns, expected) => {
    expect(about(element)(...arns)).toBe(expected);
  });
});

it.each<[string, string | undefined]>([
  ['111122223333', '111122223333'],
  [ACCOUNT, ACCOUNT],
  ['1111222233334', undefined],
  ['x111122223333', undefined],
  [`${ACCOUNT}x`, undefined],
  ['arn:aws:iam::111122223333:root', '111122223333'],
  ['arn:aws:iam::111122223333:role/root', undefined],
  ['arn:aws:sts::111122223333:root', undefined],
  ['urn:aws:iam::111122223333:root', undefined],
  ['root', undefined],
])('%s names account %p', (value, account) => {
  expect(accountNamed(value)).toBe(account);
});
