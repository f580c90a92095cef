// Condition operators one by one. Pages: IAM User Guide, "IAM JSON policy elements: Condition operators", "Multivalued context keys",
// "Conditions with multiple context keys or values", "IAM policy elements: Variables and tags".
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables
import { OPEN, type RequestContext } from '../../../../lib/proof/iam';
import { type Json, symbol } from '../../../../lib/proof/template';
import { effectOf, when } from './cases';

type Row = readonly [
  operator: string,
  wanted: Json,
  value: string | readonly string[] | typeof OPEN | undefined,
  effect: 'Allowed' | 'Denied' | 'Unknown',
];

const KEY_OF_ALICE = 'arn:aws:kms:eu-central-1:111122223333:key/k1';

const ROWS: { readonly [section: string]: readonly Row[] } = {
  'String condition operators': [
    ['StringEquals', 'a', 'a', 'Allowed'],
    ['StringEquals', 'a', 'A', 'Denied'],
    ['StringEquals', 'a*', 'ab', 'Denied'],
    ['StringEquals', 'a*', 'a*', 'Allowed'],
    ['StringEquals', ['a', 'b'], 'b', 'Allowed'],
    ['StringEquals', ['a', 'b'], 'c', 'Denied'],
    ['StringEquals', 'a', undefined, 'Denied'],
    ['StringEquals', 7, '7', 'Allowed'],
    ['StringNotEquals', 'a', 'b', 'Allowed'],
    ['StringNotEquals', 'a', 'a', 'Denied'],
    ['StringNotEquals', ['a', 'b'], 'b', 'Denied'],
    ['StringNotEquals', ['a', 'b'], 'c', 'Allowed'],
    // "If the key is not present, negated operators match."
    ['StringNotEquals', 'a', undefined, 'Allowed'],
    ['StringEqualsIgnoreCase', 'Abc', 'aBC', 'Allowed'],
    ['StringEqualsIgnoreCase', 'Abc', 'abd', 'Denied'],
    ['StringNotEqualsIgnoreCase', 'Abc', 'aBC', 'Denied'],
    ['StringNotEqualsIgnoreCase', 'Abc', 'x', 'Allowed'],
    ['StringLike', 'a*c', 'abbc', 'Allowed'],
    ['StringLike', 'a?c', 'abc', 'Allowed'],
    ['StringLike', 'a?c', 'ac', 'Denied'],
    ['StringLike', 'a?c', 'abbc', 'Denied'],
    ['StringLike', '*', '', 'Allowed'],
    ['StringLike', '?*', '', 'Denied'],
    ['StringLike', 'a*', 'Ab', 'Denied'],
    ['StringLike', '*a*b*', 'xxaxxbxx', 'Allowed'],
    ['StringLike', '*a*b*', 'xxbxxaxx', 'Denied'],
    ['StringNotLike', 'a*', 'b', 'Allowed'],
    ['StringNotLike', 'a*', 'ab', 'Denied'],
    ['StringNotLike', 'a*', undefined, 'Allowed'],
    ['StringLike', 'a*c', 'abb', 'Denied'],
    ['StringLike', 'a*bc', 'abbbc', 'Allowed'],
    ['StringLike', 'abc', 'ab', 'Denied'],
    ['StringLike', 'ab', 'abc', 'Denied'],
    ['StringLike', 'a**', 'a', 'Allowed'],
    ['StringEquals', '', '', 'Allowed'],
    ['StringLike', '', '', 'Allowed'],
    // Characters beyond U+FFFF are two units of JavaScript's text.
    ['StringEquals', 'a😀', 'a😀', 'Allowed'],
    ['StringLike', 'a*😀', 'ab😀', 'Allowed'],
    ['StringNotLike', '😀*', '😀b', 'Denied'],
    ['StringLike', 'a😀', 'a😁', 'Denied'],
    // AWS does not say whether `?` is one of them, or a half.
    ['StringLike', 'a?', 'a😀', 'Unknown'],
    ['StringLike', 'a??', 'a😀', 'Unknown'],
    ['StringEqualsIgnoreCase', 'É', 'é', 'Allowed'],
    ['StringEqualsIgnoreCase', 'É', 'e', 'Denied'],
    ['StringEqualsIgnoreCase', 'ſ', 's', 'Unknown'],
    ['StringNotEqualsIgnoreCase', 'ſ', 's', 'Unknown'],
    ['StringNotEqualsIgnoreCase', 'ſ', 't', 'Allowed'],
  ],
  'Numeric condition operators': [
    ['NumericEquals', '10', '10', 'Allowed'],
    ['NumericEquals', 10, '10.0', 'Allowed'],
    ['NumericEquals', '10', '11', 'Denied'],
    ['NumericEquals', '10', 'ten', 'Denied'],
    ['NumericNotEquals', '10', '11', 'Allowed'],
    ['NumericNotEquals', '10', '10', 'Denied'],
    ['NumericNotEquals', '10', undefined, 'Allowed'],
    ['NumericLessThan', '10', '9', 'Allowed'],
    ['NumericLessThan', '10', '10', 'Denied'],
    ['NumericLessThan', '9', '10', 'Denied'],
    ['NumericLessThanEquals', '10', '10', 'Allowed'],
    ['NumericLessThanEquals', '10', '10.5', 'Denied'],
    ['NumericGreaterThan', '10', '11', 'Allowed'],
    ['NumericGreaterThan', '10', '10', 'Denied'],
    ['NumericGreaterThanEquals', '10', '10', 'Allowed'],
    ['NumericGreaterThanEquals', '10', '9.9', 'Denied'],
    ['NumericLessThan', '10', undefined, 'Denied'],
    // "comparing a key to an integer or decimal value"
    ['NumericGreaterThan', '10', '10.5', 'Allowed'],
    ['NumericGreaterThan', '100.25', '100.5', 'Allowed'],
    ['NumericLessThan', '0', '-5', 'Allowed'],
    ['NumericEquals', '+7', '7', 'Allowed'],
    ['NumericEquals', '0.25', '.25', 'Allowed'],
    ['NumericEquals', '7', '7.', 'Allowed'],
    // JSON writes large and small numbers with an exponent.
    ['NumericEquals', 1e21, '1000000000000000000000', 'Allowed'],
    ['NumericEquals', 1e-7, '0.0000001', 'Allowed'],
    ['NumericEquals', '1E2', '100', 'Allowed'],
    ['NumericEquals', '16', '0x10', 'Denied'],
    ['NumericEquals', '0x10', '16', 'Denied'],
    ['NumericEquals', '0', '', 'Denied'],
    // The pages do not say what a negated operator makes of text.
    ['NumericNotEquals', '10', 'ten', 'Unknown'],
    ['NumericNotEquals', 'ten', '10', 'Unknown'],
    ['NumericNotEquals', 'ten', undefined, 'Allowed'],
    // Numbers that JavaScript cannot tell apart.
    ['NumericEquals', '9007199254740992', '9007199254740993', 'Unknown'],
    ['NumericEquals', '9007199254740993', '9007199254740993', 'Allowed'],
    ['NumericLessThan', '1e400', '1e399', 'Unknown'],
    ['NumericEquals', '0', '1e-400', 'Unknown'],
    ['NumericEquals', '0', '0.00', 'Allowed'],
    ['NumericLessThan', '9007199254740992', '5', 'Allowed'],
    ['NumericEquals', '123456789012345', '123456789012345.0', 'Allowed'],
    ['NumericEquals', '0000000000000000001', '1', 'Allowed'],
    ['NumericEquals', '1e10', '10000000000', 'Allowed'],
  ],
  'Date condition operators': [
    ['DateLessThan', '2026-11-22T00:00:00Z', '2026-11-21T23:59:59Z', 'Allowed'],
    ['DateLessThan', '2026-11-22T00:00:00Z', '2026-11-22T00:00:00Z', 'Denied'],
    ['DateLessThanEquals', '2026-11-22T00:00:00Z', '2026-11-22T00:00:00Z', 'Allowed'],
    ['DateGreaterThan', '2026-11-22T00:00:00Z', '2026-11-22T00:00:01Z', 'Allowed'],
    ['DateGreaterThan', '2026-11-22T00:00:00Z', '2026-11-21T00:00:00Z', 'Denied'],
    ['DateGreaterThanEquals', '2026-11-22T00:00:00Z', '2026-11-22T00:00:00Z', 'Allowed'],
    ['DateEquals', '2026-11-22T01:00:00+01:00', '2026-11-22T00:00:00Z', 'Allowed'],
    ['DateNotEquals', '2026-11-22T00:00:00Z', '2026-11-22T00:00:00Z', 'Denied'],
    // "You can also specify the epoch time."
    ['DateLessThan', '2026-11-22T00:00:00Z', '1700000000', 'Allowed'],
    ['DateLessThan', '1700000000', '2026-11-22T00:00:00Z', 'Denied'],
    ['DateLessThan', 'soon', '2026-11-22T00:00:00Z', 'Denied'],
    // "one of the W3C implementations of the ISO 8601 date formats"
    ['DateEquals', '2026-11-22', '2026-11-22T00:00:00Z', 'Allowed'],
    ['DateEquals', '1700000000', '2023-11-14T22:13:20Z', 'Allowed'],
    ['DateEquals', '2026-11', '2026-11-01T00:00:00.000Z', 'Allowed'],
    ['DateEquals', '2026-11-22T00:00Z', '2026-11-21T19:00:00-05:00', 'Allowed'],
    ['DateGreaterThan', '2026-11-22T00:00:00Z', '2026-11-22T00:00:00.5Z', 'Allowed'],
    // Without a zone it is none of these formats, and JavaScript would read it in the zone of the machine.
    ['DateLessThan', '2030-01-01T00:00:00', '2026-11-22T00:00:00Z', 'Unknown'],
    ['DateLessThan', '2030-01-01T00:00:00Z', '2026-11-22T00:00', 'Unknown'],
    ['DateNotEquals', '2030-01-01T00:00:00', '2026-11-22T00:00:00Z', 'Unknown'],
    // Other forms that JavaScript reads.
    ['DateLessThan', '2030-01-01 00:00:00Z', '2026-11-22T00:00:00Z', 'Unknown'],
    ['DateLessThan', 'Jan 1 2030', '2026-11-22T00:00:00Z', 'Unknown'],
    ['DateLessThan', '+2030-01-01', '2026-11-22T00:00:00Z', 'Unknown'],
    ['DateLessThan', '-1', '2026-11-22T00:00:00Z', 'Unknown'],
    ['DateLessThan', '1700000000000', '2026-11-22T00:00:00Z', 'Unknown'],
    ['DateLessThan', '2030-01-01T00:00:00.1234Z', '2026-11-22T00:00:00Z', 'Unknown'],
    // A year, or seconds since 1970.
    ['DateLessThan', '2030', '2026-11-22T00:00:00Z', 'Unknown'],
    ['DateLessThan', '2026-02-30', '2026-01-01', 'Unknown'],
    ['DateLessThan', '2026-02-03T00:00:00+99:00', '2026-01-01', 'Unknown'],
    ['DateLessThan', '2026-02-03T24:00:00Z', '2026-01-01', 'Unknown'],
    ['DateLessThan', '2026-02-03T00:00:60Z', '2026-01-01', 'Unknown'],
    ['DateNotEquals', 'soon', '2026-11-22T00:00:00Z', 'Unknown'],
  ],
  'Boolean condition operators': [
    ['Bool', 'true', 'true', 'Allowed'],
    ['Bool', true, 'true', 'Allowed'],
    ['Bool', 'true', 'false', 'Denied'],
    ['Bool', 'false', undefined, 'Denied'],
    ['BoolIfExists', 'true', undefined, 'Allowed'],
    ['BoolIfExists', 'true', 'false', 'Denied'],
    // Neither page says whether case counts.
    ['Bool', 'True', 'true', 'Unknown'],
    ['Bool', 'true', 'True', 'Unknown'],
    ['Bool', 'True', 'false', 'Unknown'],
    ['Bool', 'true', 'yes', 'Denied'],
    ['Bool', 'yes', 'yes', 'Unknown'],
    ['Bool', '', 'false', 'Unknown'],
    // The page on operators says that Bool takes policy variables, the page on variables that it does not.
    ['Bool', '${aws:ViaAWSService}', 'true', 'Unknown'],
  ],
  'Binary condition operators': [
    ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ5', 'Allowed'],
    ['BinaryEquals', 'QmluYXJ5', 'qmluYXJ5', 'Denied'],
    ['BinaryEquals', 'Qm*', 'QmluYXJ5', 'Denied'],
    // Two texts for one byte.
    ['BinaryEquals', 'QQ==', 'QR==', 'Unknown'],
    ['BinaryEquals', 'QQ==', 'QQ', 'Unknown'],
  ],
  'IP address condition operators': [
    ['IpAddress', '203.0.113.0/24', '203.0.113.200', 'Allowed'],
    ['IpAddress', '203.0.113.0/24', '203.0.114.1', 'Denied'],
    ['IpAddress', '203.0.113.7', '203.0.113.7', 'Allowed'],
    ['IpAddress', '203.0.113.7', '203.0.113.8', 'Denied'],
    ['IpAddress', '0.0.0.0/0', '198.51.100.1', 'Allowed'],
    ['IpAddress', '0.0.0.0/0', '2001:db8::1', 'Denied'],
    ['IpAddress', '2001:db8::/32', '2001:db8:ffff::1', 'Allowed'],
    ['IpAddress', '2001:db8::/32', '2001:db9::1', 'Denied'],
    ['IpAddress', '2001:DB8:1234:5678::/64', '2001:db8:1234:5678:9::1', 'Allowed'],
    ['IpAddress', '203.0.113.0/33', '203.0.113.1', 'Denied'],
    ['IpAddress', 'here', '203.0.113.1', 'Denied'],
    ['IpAddress', '0.0.0.0/0', 'here', 'Denied'],
    ['IpAddress', '2001:db8::7', '2001:db8::7', 'Allowed'],
    // "IAM uses the default prefix value of /32", which for IPv6 may not be meant.
    ['IpAddress', '2001:db8::7', '2001:db8::8', 'Unknown'],
    ['NotIpAddress', '2001:db8::7', '2001:db8::8', 'Unknown'],
    ['NotIpAddress', '2001:db8::7', '2001:db8::7', 'Denied'],
    ['IpAddress', '2001:db8::7', '2001:db9::7', 'Denied'],
    ['NotIpAddress', 'here', '203.0.113.1', 'Unknown'],
    ['NotIpAddress', '203.0.113.1', 'here', 'Unknown'],
    ['IpAddress', '203.0.113.0/24', undefined, 'Denied'],
    ['NotIpAddress', '203.0.113.0/24', '203.0.113.1', 'Denied'],
    ['NotIpAddress', '203.0.113.0/24', '198.51.100.1', 'Allowed'],
    ['NotIpAddress', '203.0.113.0/24', undefined, 'Allowed'],
    ['NotIpAddress', ['203.0.113.0/24', '198.51.100.0/24'], '198.51.100.1', 'Denied'],
  ],
  'ARN condition operators': [
    ['ArnEquals', KEY_OF_ALICE, KEY_OF_ALICE, 'Allowed'],
    ['ArnEquals', 'arn:aws:kms:*:111122223333:key/*', KEY_OF_ALICE, 'Allowed'],
    ['ArnLike', 'arn:aws:kms:eu-central-1:111122223333:key/k?', KEY_OF_ALICE, 'Allowed'],
    ['ArnLike', 'arn:aws:kms:eu-central-1:999988887777:key/*', KEY_OF_ALICE, 'Denied'],
    // "Each of the six colon-delimited components of the ARN is checked separately."
    ['ArnLike', 'arn:aws:kms:*:key/k1', KEY_OF_ALICE, 'Denied'],
    ['ArnLike', 'arn:*:key/k1', KEY_OF_ALICE, 'Denied'],
    ['ArnLike', 'arn:aws:logs:*:*:log-group:app-*', 'arn:aws:logs:eu-central-1:111122223333:log-group:app-one:*', 'Allowed'],
    ['ArnNotEquals', KEY_OF_ALICE, KEY_OF_ALICE, 'Denied'],
    ['ArnNotLike', 'arn:aws:kms:*:*:key/*', 'arn:aws:sns:eu-central-1:111122223333:topic', 'Allowed'],
    ['ArnNotEquals', KEY_OF_ALICE, undefined, 'Allowed'],
    ['ArnEquals', 'no arn', 'no arn', 'Denied'],
    ['ArnLike', KEY_OF_ALICE, 'no arn', 'Denied'],
    ['ArnLike', 'no arn', KEY_OF_ALICE, 'Denied'],
    // Neither page says what a text of fewer than six components is to a negated operator.
    ['ArnNotLike', 'no arn', KEY_OF_ALICE, 'Unknown'],
    ['ArnNotLike', KEY_OF_ALICE, 'no arn', 'Unknown'],
    ['ArnNotLike', 'arn:aws:s3', KEY_OF_ALICE, 'Unknown'],
    ['ArnNotEquals', 'arn:aws:kms:*', KEY_OF_ALICE, 'Unknown'],
    ['ArnNotLike', 'arn:aws:s3:::x', KEY_OF_ALICE, 'Allowed'],
    // An inner star and a colon within the sixth component.
    ['ArnLike', 'arn:aws:lambda:*:*:function:a*b', 'arn:aws:lambda:eu:1:function:a:b', 'Unknown'],
    ['ArnNotLike', 'arn:aws:lambda:*:*:function:a*b', 'arn:aws:lambda:eu:1:function:a:b', 'Unknown'],
    ['ArnLike', 'arn:aws:lambda:*:*:function:a*b', 'arn:aws:lambda:eu:1:function:a/b', 'Allowed'],
    ['ArnLike', 'arn:aws:lambda:*:*:function:a*', 'arn:aws:lambda:eu:1:function:a:b', 'Allowed'],
    ['ArnLike', 'arn:aws:s3:::😀', 'arn:aws:s3:::😀', 'Allowed'],
    ['ArnLike', 'arn:aws:kms:eu-central-1:111122223333:key/k2', KEY_OF_ALICE, 'Denied'],
    ['ArnLike', '*:*:*:*:*:*', KEY_OF_ALICE, 'Allowed'],
    // That missing components are stars is said of the Resource element alone.
    ['ArnLike', 'arn:aws:kms:*', KEY_OF_ALICE, 'Unknown'],
    ['ArnLike', 'arn:aws:kms', KEY_OF_ALICE, 'Unknown'],
    ['ArnLike', ['arn:aws:s3:::*', 'arn:aws:kms:*:*:key/*'], KEY_OF_ALICE, 'Allowed'],
    // The page does not say what one star for all six components means.
    ['ArnLike', '*', KEY_OF_ALICE, 'Unknown'],
    ['ArnLike', '*', 'no arn', 'Unknown'],
  ],
  '…IfExists condition operators': [
    ['StringEqualsIfExists', 'a', undefined, 'Allowed'],
    ['StringEqualsIfExists', 'a', 'a', 'Allowed'],
    ['StringEqualsIfExists', 'a', 'b', 'Denied'],
    ['StringNotEqualsIfExists', 'a', 'a', 'Denied'],
    ['StringNotEqualsIfExists', 'a', undefined, 'Allowed'],
    ['NumericLessThanIfExists', '5', undefined, 'Allowed'],
  ],
  'Condition operator to check existence of condition keys': [
    ['Null', 'true', undefined, 'Allowed'],
    ['Null', 'true', 'a', 'Denied'],
    ['Null', 'false', 'a', 'Allowed'],
    ['Null', false, 'a', 'Allowed'],
    ['Null', 'false', undefined, 'Denied'],
    ['Null', 'true', [], 'Allowed'],
    ['Null', 'true', ['a'], 'Denied'],
    ['Null', 'false', [], 'Denied'],
    ['Null', 'false', ['a'], 'Allowed'],
    ['Null', ['true', 'false'], 'a', 'Allowed'],
    ['Null', ['true', 'false'], OPEN, 'Allowed'],
    ['Null', 'True', undefined, 'Unknown'],
    ['Null', 'yes', undefined, 'Unknown'],
    ['Null', [], OPEN, 'Denied'],
    // "the key exists and its value is not null": AWS does not say whether an empty text is null.
    ['Null', 'true', '', 'Unknown'],
    ['Null', 'false', [''], 'Unknown'],
    ['Null', 'false', ['', ''], 'Unknown'],
    ['Null', 'false', ['', 'a'], 'Allowed'],
  ],
  'Multivalued context keys': [
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], 'Allowed'],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], 'Denied'],
    ['ForAllValues:StringEquals', ['a'], 'a', 'Allowed'],
    // "returns true if there are no context keys in the request, or if the context key value resolves to a null dataset"
    ['ForAllValues:StringEquals', ['a'], undefined, 'Allowed'],
    ['ForAllValues:StringEquals', ['a'], [], 'Allowed'],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], 'Allowed'],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'd'], 'Denied'],
    ['ForAnyValue:StringEquals', ['a'], undefined, 'Denied'],
    ['ForAnyValue:StringEquals', ['a'], [], 'Denied'],
    // "If the key is not present, evaluate the condition element as true", and "for no matching context key … returns false".
    ['ForAnyValue:StringEqualsIfExists', ['a'], undefined, 'Unknown'],
    ['ForAnyValue:StringNotEqualsIfExists', ['a'], undefined, 'Unknown'],
    ['ForAnyValue:StringEqualsIfExists', ['a'], [], 'Unknown'],
    ['ForAnyValue:StringEqualsIfExists', ['a'], 'a', 'Allowed'],
    ['ForAnyValue:StringEqualsIfExists', ['a'], ['b'], 'Denied'],
    ['ForAllValues:StringEqualsIfExists', ['a'], undefined, 'Allowed'],
    ['ForAnyValue:StringNotEquals', ['a'], undefined, 'Denied'],
    // "a null dataset, such as an empty string"
    ['ForAllValues:StringEquals', ['a'], '', 'Allowed'],
    ['ForAllValues:StringEquals', ['a'], [''], 'Allowed'],
    ['ForAllValues:StringNotEquals', [''], '', 'Allowed'],
    ['ForAnyValue:StringEquals', [''], '', 'Denied'],
    ['ForAnyValue:StringNotEquals', ['a'], '', 'Denied'],
    ['ForAnyValue:StringEqualsIfExists', [''], '', 'Unknown'],
    // Empty texts among others, or several of them.
    ['ForAllValues:StringEquals', ['a'], ['a', ''], 'Unknown'],
    ['ForAllValues:StringEquals', ['a'], ['b', ''], 'Denied'],
    ['ForAnyValue:StringEquals', ['a'], ['a', ''], 'Allowed'],
    ['ForAnyValue:StringNotEquals', ['a'], ['a', ''], 'Unknown'],
    ['ForAllValues:StringEquals', ['a'], ['', ''], 'Unknown'],
    ['ForAnyValue:StringEquals', [''], ['', ''], 'Unknown'],
    ['ForAnyValue:StringEqualsIfExists', ['a'], ['', ''], 'Unknown'],
    ['ForAnyValue:StringEquals', symbol('parameter s/P'), [symbol('parameter s/P'), 'b'], 'Allowed'],
    ['ForAnyValue:StringEquals', symbol('parameter s/P'), [symbol('parameter s/P')], 'Unknown'],
    ['ForAnyValue:StringEquals', symbol('s/Name'), [symbol('s/Name')], 'Allowed'],
    ['ForAllValues:StringEquals', symbol('parameter s/P'), [symbol('parameter s/P')], 'Allowed'],
    ['ForAllValues:StringNotEquals', ['a'], ['b', 'c'], 'Allowed'],
    ['ForAllValues:StringNotEquals', ['a'], ['b', 'a'], 'Denied'],
    ['ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], 'Allowed'],
    ['ForAnyValue:StringNotEquals', ['a'], ['a'], 'Denied'],
    ['ForAllValues:StringLike', ['a*'], ['ab', 'ac'], 'Allowed'],
    ['ForAllValues:ArnLike', ['arn:aws:kms:*:*:key/*'], [KEY_OF_ALICE], 'Allowed'],
    ['StringEquals', 'a', ['a', 'b'], 'Unknown'],
    ['StringEquals', 'a', ['a'], 'Allowed'],
    ['StringEquals', 'a', ['b'], 'Denied'],
    ['StringEquals', 'a', [], 'Denied'],
    ['StringNotEquals', 'a', [], 'Allowed'],
    ['ForAnyValue:StringEquals', 'a', 'a', 'Allowed'],
    ['ForAnyValue:StringEquals', 'a', 'b', 'Denied'],
    ['ForAnyValue:StringEquals', 'a', OPEN, 'Unknown'],
    ['ForAllValues:StringEqualsIfExists', ['a'], ['a', 'b'], 'Denied'],
  ],
  'what the scenario leaves open, and what is no operator': [
    ['StringEquals', 'a', OPEN, 'Unknown'],
    ['StringNotEquals', 'a', OPEN, 'Unknown'],
    ['Null', 'true', OPEN, 'Unknown'],
    ['ForAllValues:StringEquals', 'a', OPEN, 'Unknown'],
    ['StringEqual', 'a', 'a', 'Unknown'],
    ['BoolNot', 'true', 'false', 'Unknown'],
    ['BoolNotEquals', 'true', 'false', 'Unknown'],
    ['NotBool', 'true', 'false', 'Unknown'],
    ['NotStringEquals', 'a', 'b', 'Unknown'],
    ['NumericNotLessThan', '1', '2', 'Unknown'],
    ['NumericLike', '1', '1', 'Unknown'],
    ['BinaryNotEquals', 'QQ==', 'QQ==', 'Unknown'],
    ['IpNotAddress', '10.0.0.1', '10.0.0.1', 'Unknown'],
    ['StringLikeIgnoreCase', 'a', 'a', 'Unknown'],
    ['NullIfExists', 'true', undefined, 'Unknown'],
    ['ForAnyValue:Null', 'true', undefined, 'Unknown'],
    ['stringEquals', 'a', 'a', 'Unknown'],
    ['StringEqualsIfExistsIfExists', 'a', 'a', 'Unknown'],
    ['', 'a', 'a', 'Unknown'],
    ['constructor', 'a', 'a', 'Unknown'],
    ['For:StringEquals', 'a', 'a', 'Unknown'],
    ['ForAnyValue:', 'a', 'a', 'Unknown'],
    ['StringEqualsIfExist', 'a', 'a', 'Unknown'],
    ['StringEqual', 'a', undefined, 'Unknown'],
    ['IfExists', 'a', undefined, 'Unknown'],
    ['StringEquals', symbol('parameter s/P'), symbol('parameter s/P'), 'Allowed'],
    ['StringEquals', symbol('parameter s/P'), symbol('parameter s/Q'), 'Unknown'],
    ['StringEquals', symbol('parameter s/P'), 'a', 'Unknown'],
    ['StringNotEquals', symbol('parameter s/P'), 'a', 'Unknown'],
    ['StringNotEquals', symbol('parameter s/P'), symbol('parameter s/P'), 'Denied'],
    ['IpAddress', symbol('parameter s/P'), '10.0.0.1', 'Unknown'],
    ['IpAddress', '10.0.0.0/8', symbol('parameter s/P'), 'Unknown'],
    ['IpAddress', symbol('parameter s/P'), symbol('parameter s/P'), 'Allowed'],
    ['NotIpAddress', symbol('parameter s/P'), '10.0.0.1', 'Unknown'],
    ['NumericLessThan', symbol('parameter s/P'), '7', 'Unknown'],
    ['NumericLessThan', '7', symbol('parameter s/P'), 'Unknown'],
    ['NumericLessThan', symbol('parameter s/P'), symbol('parameter s/P'), 'Denied'],
    ['NumericLessThanEquals', symbol('parameter s/P'), symbol('parameter s/P'), 'Allowed'],
    ['DateEquals', symbol('parameter s/P'), symbol('parameter s/P'), 'Allowed'],
    ['ArnEquals', symbol('parameter s/P'), KEY_OF_ALICE, 'Unknown'],
    ['ArnEquals', KEY_OF_ALICE, symbol('parameter s/P'), 'Unknown'],
    ['ArnEquals', symbol('parameter s/P'), symbol('parameter s/P'), 'Allowed'],
    ['ArnLike', `arn:aws:kms:*:${symbol('AWS::AccountId')}:key/*`, KEY_OF_ALICE, 'Unknown'],
    ['ArnLike', `arn:aws:s3:*:${symbol('AWS::AccountId')}:key/*`, KEY_OF_ALICE, 'Denied'],
    ['Bool', symbol('parameter s/P'), 'true', 'Unknown'],
    ['Bool', 'true', symbol('parameter s/P'), 'Unknown'],
    ['Bool', symbol('parameter s/P'), symbol('parameter s/P'), 'Allowed'],
    ['BinaryEquals', symbol('parameter s/P'), 'QQ==', 'Unknown'],
    ['StringEquals', `${symbol('parameter s/P')}-x`, 'a-y', 'Denied'],
    ['StringLike', `*${symbol('parameter s/P')}`, `a${symbol('parameter s/P')}`, 'Allowed'],
  ],
};

const contextOf = (value: Row[2]): RequestContext => (value === undefined ? {} : { 'aws:x': value });

describe.each(Object.entries(ROWS))('%s', (_section, rows) => {
  test.each(rows.map(([operator, wanted, value, effect], index) => [index + 1, operator, wanted, value, effect] as const))(
    '%i. %s %j for %p',
    (_number, operator, wanted, value, effect) => {
      expect(effectOf(when(operator, 'aws:x', wanted), contextOf(value))).toBe(effect);
    },
  );
});

describe('several conditions', () => {
  test('all operators and all keys must hold', () => {
    const statement = { Condition: { StringEquals: { 'aws:x': 'a', 'aws:y': 'b' }, Bool: { 'aws:z': 'true' } } };
    const context = { 'aws:x': 'a', 'aws:y': 'b', 'aws:z': 'true' };
    expect(effectOf(statement, context)).toBe('Allowed');
    for (const key of Object.keys(context)) expect(effectOf(statement, { ...context, [key]: 'other' })).toBe('Denied');
  });

  test('one that does not hold decides, whatever is open', () => {
    const statement = { Condition: { StringEquals: { 'aws:x': 'a' }, Bool: { 'aws:z': 'true' } } };
    expect(effectOf(statement, { 'aws:x': OPEN, 'aws:z': 'false' })).toBe('Denied');
    expect(effectOf(statement, { 'aws:x': OPEN, 'aws:z': 'true' })).toBe('Unknown');
  });

  test('keys are compared without case, values with it', () => {
    expect(effectOf(when('StringEquals', 'AWS:PrincipalTag/Team', 'Red'), { 'aws:principaltag/team': 'Red' })).toBe('Allowed');
    expect(effectOf(when('StringEquals', 'AWS:PrincipalTag/Team', 'Red'), { 'aws:principaltag/team': 'red' })).toBe('Denied');
  });
});

describe('policy variables', () => {
  const tag = (value?: string): RequestContext => ({
    'aws:x': 'acme/1',
    ...(value !== undefined && { 'aws:PrincipalTag/T': value }),
  });

  test.each<[string, Json, RequestContext, string]>([
    ['stands for the key', '${aws:PrincipalTag/T}/1', tag('acme'), 'Allowed'],
    ['whatever its case', '${AWS:principaltag/t}/1', tag('acme'), 'Allowed'],
    ['of another value', '${aws:PrincipalTag/T}/1', tag('globex'), 'Denied'],
    ['of an absent key matches nothing', '${aws:PrincipalTag/T}/1', tag(), 'Denied'],
    ['with a default', "${aws:PrincipalTag/T, 'acme'}/1", tag(), 'Allowed'],
    ['with a default that is not needed', "${aws:PrincipalTag/T, 'acme'}/1", tag('globex'), 'Denied'],
    ['whose value holds a wildcard means the character', '${aws:PrincipalTag/T}', tag('*'), 'Denied'],
    ['for a star', '${*}', { 'aws:x': '*' }, 'Allowed'],
    ['for a star matches nothing else', '${*}', { 'aws:x': 'a' }, 'Denied'],
    ['for a question mark', 'a${?}', { 'aws:x': 'a?' }, 'Allowed'],
    ['for a dollar', '${$}{x}', { 'aws:x': '${x}' }, 'Allowed'],
    ['of an open key', '${aws:PrincipalTag/T}', { 'aws:x': 'a', 'aws:PrincipalTag/T': OPEN }, 'Unknown'],
    [
      'of a key with several values is none',
      '${aws:PrincipalTag/T}',
      { 'aws:x': 'a', 'aws:PrincipalTag/T': ['a', 'b'] },
      'Denied',
    ],
  ])('%s', (_title, wanted, context, effect) => {
    expect(effectOf(when('StringLike', 'aws:x', wanted), context)).toBe(effect);
  });

  // "…the condition … does not match": whether a negated operator then holds is not said.
  test.each([
    ['StringNotEquals', '${aws:PrincipalTag/T}/1', 'Unknown'],
    ['StringNotLike', '${aws:PrincipalTag/T}/1', 'Unknown'],
    ['ArnNotLike', 'arn:aws:s3:::${aws:PrincipalTag/T}', 'Unknown'],
    ['ArnLike', 'arn:aws:s3:::${aws:PrincipalTag/T}', 'Denied'],
    ['StringEqualsIgnoreCase', "${aws:PrincipalTag/T, 'ACME'}/1", 'Allowed'],
    ['StringEquals', "${aws:PrincipalTag/T, 'ACME'}/1", 'Denied'],
    ['StringEquals', "${aws:PrincipalTag/T,'acme'}/1", 'Allowed'],
    ['StringEquals', "${aws:PrincipalTag/T  ,  'acme'}/1", 'Allowed'],
    ['StringEquals', "x${aws:PrincipalTag/T, 'acme'}/1", 'Denied'],
    ['StringLike', "${aws:PrincipalTag/T, 'acme'}/*", 'Allowed'],
    ['StringEquals', "${aws:PrincipalTag/T, 'acme'}/*", 'Denied'],
    ['StringEquals', "${aws:PrincipalTag/T, ''}acme/1", 'Allowed'],
  ])('absent, under %s %s', (operator, wanted, effect) => {
    const value = operator.startsWith('Arn') ? 'arn:aws:s3:::acme' : 'acme/1';
    expect(effectOf(when(operator, 'aws:x', wanted), { 'aws:x': value })).toBe(effect);
  });

  // An unknown key may be one that the request lacks, so a component that differs anyway settles nothing.
  test.each([
    ['ArnNotLike', 'arn:aws:lambda:::${aws:PrincipalTag/T}', 'Unknown'],
    ['ForAnyValue:ArnNotLike', 'arn:aws:lambda:::${aws:PrincipalTag/T}', 'Unknown'],
    ['ArnLike', 'arn:aws:lambda:::${aws:PrincipalTag/T}', 'Denied'],
    ['ArnLike', 'arn:aws:s3:::${aws:PrincipalTag/T}', 'Unknown'],
  ])('unknown, under %s %s', (operator, wanted, effect) => {
    const context: RequestContext = { 'aws:x': 'arn:aws:s3:::acme', 'aws:PrincipalTag/T': OPEN };
    expect(effectOf(when(operator, 'aws:x', wanted), context)).toBe(effect);
  });

  test('several of them, and text between', () => {
    const context = { 'aws:x': 'acme-and-ann!', 'aws:PrincipalTag/T': 'acme', 'aws:username': 'ann' };
    for (const operator of ['StringEquals', 'StringLike']) {
      expect(effectOf(when(operator, 'aws:x', '${aws:PrincipalTag/T}-and-${aws:username}!'), context)).toBe('Allowed');
      expect(effectOf(when(operator, 'aws:x', '${aws:PrincipalTag/T}-and-${aws:username}'), context)).toBe('Denied');
      expect(effectOf(when(operator, 'aws:x', '${ aws:PrincipalTag/T }-and-${aws:username}!'), context)).toBe('Allowed');
    }
  });

  test('are within an ARN’s component', () => {
    const statement = when('ArnLike', 'aws:x', 'arn:aws:s3:::${aws:PrincipalTag/T}');
    expect(effectOf(statement, { 'aws:x': 'arn:aws:s3:::acme', 'aws:PrincipalTag/T': 'acme' })).toBe('Allowed');
    expect(effectOf(statement, { 'aws:x': 'arn:aws:s3:::globex', 'aws:PrincipalTag/T': 'acme' })).toBe('Denied');
    const account = when('ArnLike', 'aws:x', "arn:aws:kms:*:${aws:PrincipalAccount, 'a:b'}:key/*");
    expect(effectOf(account, { 'aws:x': KEY_OF_ALICE, 'aws:PrincipalAccount': '111122223333' })).toBe('Allowed');
    expect(effectOf(account, { 'aws:x': KEY_OF_ALICE, 'aws:PrincipalAccount': '999988887777' })).toBe('Denied');
    expect(effectOf(account, { 'aws:x': KEY_OF_ALICE, 'aws:PrincipalAccount': OPEN })).toBe('Unknown');
    expect(effectOf(account, { 'aws:x': 'arn:aws:sns:eu-central-1:1:key/k', 'aws:PrincipalAccount': OPEN })).toBe('Denied');
  });

  test('are more than a component of an ARN', () => {
    const role = 'arn:aws:iam::111122223333:role/app';
    const effect = (operator: string, wanted: string, value: string, arn: string) =>
      effectOf(when(operator, 'aws:x', wanted), { 'aws:x': value, 'aws:PrincipalArn': arn });

    expect(effect('ArnEquals', '${aws:PrincipalArn}', role, role)).toBe('Allowed');
    expect(effect('ArnEquals', '${aws:PrincipalArn}', role, `${role}2`)).toBe('Denied');
    expect(effect('ArnNotEquals', '${aws:PrincipalArn}', role, `${role}2`)).toBe('Allowed');
    expect(effect('ArnLike', '${aws:PrincipalArn}*', `${role}2`, role)).toBe('Unknown');
    expect(effect('ArnLike', '${aws:PrincipalArn}*', 'arn:aws:s3:::x', role)).toBe('Denied');
    expect(effect('ArnLike', '${aws:PrincipalArn}', 'app', 'app')).toBe('Denied');
    expect(effect('ArnNotLike', '${aws:PrincipalArn}', 'app', 'app')).toBe('Unknown');
    expect(effect('ArnLike', '${aws:PrincipalArn}', 'app', role)).toBe('Denied');
    expect(effect('ArnLike', '${aws:PrincipalArn}', role, 'arn:aws:iam')).toBe('Unknown');
    expect(effect('ArnLike', '${aws:PrincipalArn}', role, symbol('parameter s/P'))).toBe('Unknown');
    expect(effect('ArnLike', '${aws:PrincipalArn}', symbol('parameter s/P'), symbol('parameter s/P'))).toBe('Allowed');
    expect(effectOf(when('ArnLike', 'aws:x', '${aws:PrincipalArn}'), { 'aws:x': role })).toBe('Denied');
    expect(effectOf(when('ArnNotLike', 'aws:x', '${aws:PrincipalArn}'), { 'aws:x': role })).toBe('Unknown');
    expect(effectOf(when('ArnLike', 'aws:x', '${aws:PrincipalArn}'), { 'aws:x': role, 'aws:PrincipalArn': OPEN })).toBe(
      'Unknown',
    );
  });

  test('are text where an operator takes no variable', () => {
    expect(effectOf(when('NumericEquals', 'aws:x', '${aws:PrincipalTag/T}'), { 'aws:x': '7', 'aws:PrincipalTag/T': '7' })).toBe(
      'Denied',
    );
  });
});
