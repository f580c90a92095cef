// Templates come from anywhere: no rule throws, whatever stands where it expects something else.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { ActionCatalogue } from '../../../../lib/proof/actions';
import { Evidence } from '../../../../lib/proof/evidence';
import { runRules } from '../../../../lib/proof/rules';
import { type Json, type JsonObject, TemplateSet } from '../../../../lib/proof/template';
import { rounds } from '../../../effort';
import { PLANTED } from './planted';
import { ACCOUNT, REGION } from './planted/builders';

const catalogue = new ActionCatalogue();
const proof = join(__dirname, '..', '..', '..', '..', 'lib', 'proof');
const sources = ['rules', 'access', 'reachability'].flatMap((folder) =>
  readdirSync(join(proof, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(proof, folder, name), 'utf8')),
);

/** Every type that a rule asks for, itself or through an evaluator. */
const TYPES = [...new Set(sources.flatMap((text) => text.match(/AWS::[A-Za-z0-9]+::[A-Za-z0-9]+/g) ?? []))].sort();
/** Every property that one may read, and more. */
const NAMES = [
  ...new Set(
    sources.flatMap((text) =>
      [...text.matchAll(/'((?:[A-Z][A-Za-z0-9]+)(?:\.[A-Z][A-Za-z0-9]+)*)'/g)].map(([, name = '']) => name),
    ),
  ),
].sort();

function run(template: JsonObject, place: object = { account: ACCOUNT, region: REGION }): number {
  const set = new TemplateSet([{ stackName: 'Odd', template, ...place }]);
  return runRules(new Evidence(set, catalogue)).findings.length;
}

const ODD: readonly (readonly [string, Json | undefined])[] = [
  ['absent', undefined],
  ['null', null],
  ['text', 'x'],
  ['a number', 7],
  ['a list', [null, 1, 'x', {}, []]],
  ['a symbol', { Ref: 'Parameter' }],
  ['NoValue', { Ref: 'AWS::NoValue' }],
];

describe.each(ODD)('properties that are %s', (_title, properties) => {
  test.each(TYPES)('of %s', (Type) => {
    const resource: JsonObject = properties === undefined ? { Type } : { Type, Properties: properties };

    expect(() => run({ Parameters: { Parameter: { Type: 'String' } }, Resources: { One: resource } })).not.toThrow();
  });
});

/** A nested property by its path. */
function nested(path: string, value: Json): JsonObject {
  const [first = '', ...rest] = path.split('.');
  return { [first]: rest.length === 0 ? value : nested(rest.join('.'), value) };
}

const odd = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    99_999,
    '',
    'x',
    '*',
    'NaN',
    '0.0.0.0/0',
    '10.0.0.0/8',
    '::/0',
    'HTTP',
    'aws:kms',
  ),
  fc.constantFrom<Json>([], {}, [null], [[]], [{}], ['x', 1], { Ref: 'Parameter' }, [{ Ref: 'Parameter' }], {
    Ref: 'AWS::NoValue',
  }),
  fc.constantFrom<Json>(
    { 'Fn::GetAtt': ['R0', 'Arn'] },
    { Ref: 'R1' },
    [{ Ref: 'R2' }],
    { 'Fn::Sub': ['a-', '{R0}'].join('$') },
    { 'Fn::If': ['C', 1, 'x'] },
  ),
  fc.constantFrom<Json>({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] }),
);
const resource = fc.record({
  Type: fc.constantFrom(...TYPES),
  Properties: fc
    .array(fc.tuple(fc.constantFrom(...NAMES), odd), { maxLength: 8 })
    .map((parts) => Object.assign({}, ...parts.map(([name, value]) => nested(name, value))) as JsonObject),
});

test('any properties of any types beside each other', () => {
  fc.assert(
    fc.property(fc.array(resource, { minLength: 1, maxLength: 6 }), fc.boolean(), (resources, isPlaced) => {
      const Resources = Object.fromEntries(resources.map((one, index) => [`R${index}`, one]));
      run({ Parameters: { Parameter: { Type: 'String' } }, Resources }, isPlaced ? undefined : {});
    }),
    { numRuns: rounds({ usual: 30, long: 6_000 }) },
  );
});

/** Every place of a value, as a path. */
function* places(value: Json, path: readonly string[] = []): Generator<readonly string[]> {
  yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) yield* places(inner as Json, [...path, name]);
}

function replaced(value: Json, [name, ...rest]: readonly string[], by: Json): Json {
  if (name === undefined) return by;
  if (Array.isArray(value)) return value.map((one, index) => (String(index) === name ? replaced(one, rest, by) : (one as Json)));
  return { ...(value as JsonObject), [name]: replaced((value as JsonObject)[name] ?? null, rest, by) };
}

// Arguments of functions are the resolver's own tests' matter.
test('planted templates with one value replaced', () => {
  const templates = PLANTED.flatMap(({ bad, good }) => [bad, good]).map((one) => JSON.parse(JSON.stringify(one)) as JsonObject);
  fc.assert(
    fc.property(fc.constantFrom(...templates), fc.nat(), odd, (template, at, by) => {
      const within = [...places(template)].filter((path) => path.length >= 4 && !path.some((name) => name.startsWith('Fn::')));
      const path = within[at % Math.max(1, within.length)];
      if (path === undefined) return;
      run({ Parameters: { Parameter: { Type: 'String' } }, ...(replaced(template, path, by) as JsonObject) });
    }),
    { numRuns: rounds({ usual: 30, long: 8_000 }) },
  );
});
