// The public API explains itself: over the assembly that jsii writes, from which API.md and the other languages' packages are made.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Assembly, shortcomings } from './assembly';

const file = join(__dirname, '..', '..', '.jsii');

function assembly(): Assembly {
  if (!existsSync(file)) throw new Error(`${file} is missing, and the public API is read from it: npm run build`);
  return JSON.parse(readFileSync(file, 'utf8')) as Assembly;
}

test('every public thing has a summary, every optional property a default, and nothing is any', () => {
  expect(shortcomings(assembly())).toEqual([]);
});

test('the assembly holds the constructs', () => {
  expect(Object.keys(assembly().types ?? {})).toEqual(
    expect.arrayContaining(['cdk-bulkhead.TenantService', 'cdk-bulkhead.TenantServiceProps', 'cdk-bulkhead.ServiceKey']),
  );
});

const said = { summary: 'Says what it is.' };
const text = { primitive: 'string' };
const any = { primitive: 'any' };

const SHORT: readonly [what: string, type: NonNullable<Assembly['types']>[string], shortcoming: string][] = [
  ['a type', {}, 'x.T: the type has no summary'],
  ['an empty summary', { docs: { summary: ' ' } }, 'x.T: the type has no summary'],
  [
    'a constructor with parameters',
    { docs: said, initializer: { parameters: [{ name: 'id', type: text }] } },
    'x.T: the constructor has no summary',
  ],
  ['a property', { docs: said, properties: [{ name: 'p', type: text }] }, 'x.T.p: the property has no summary'],
  ['a method', { docs: said, methods: [{ name: 'm' }] }, 'x.T.m: the method has no summary'],
  ['an enum member', { docs: said, members: [{ name: 'A' }] }, 'x.T.A: the enum member has no summary'],
  [
    'an optional property of a struct',
    { docs: said, datatype: true, properties: [{ name: 'p', type: text, optional: true, docs: said }] },
    'x.T.p: an optional property without @default',
  ],
  ['a property of type any', { docs: said, properties: [{ name: 'p', type: any, docs: said }] }, 'x.T.p: the type any is public'],
  [
    'any inside a map of lists',
    {
      docs: said,
      properties: [{ name: 'p', type: { collection: { elementtype: { collection: { elementtype: any } } } }, docs: said }],
    },
    'x.T.p: the type any is public',
  ],
  [
    'any inside a union',
    { docs: said, properties: [{ name: 'p', type: { union: { types: [text, any] } }, docs: said }] },
    'x.T.p: the type any is public',
  ],
  [
    'a parameter of type any',
    { docs: said, methods: [{ name: 'm', docs: said, parameters: [{ name: 'p', type: any }] }] },
    'x.T.m(p): the type any is public',
  ],
  [
    'a constructor’s parameter of type any',
    { docs: said, initializer: { docs: said, parameters: [{ name: 'p', type: any }] } },
    'x.T.constructor(p): the type any is public',
  ],
  [
    'a result of type any',
    { docs: said, methods: [{ name: 'm', docs: said, returns: { type: any } }] },
    'x.T.m(): the type any is public',
  ],
];

describe('the check finds', () => {
  test.each(SHORT)('%s', (_what, type, shortcoming) => {
    expect(shortcomings({ types: { 'x.T': type } })).toEqual([shortcoming]);
  });

  test('nothing where everything is said', () => {
    const complete = {
      docs: said,
      datatype: true,
      initializer: {},
      properties: [
        { name: 'required', type: text, docs: said },
        { name: 'optional', type: text, optional: true, docs: { ...said, default: '- none' } },
      ],
      methods: [{ name: 'm', docs: said, parameters: [{ name: 'p', type: text }], returns: { type: text } }],
    };

    expect(shortcomings({ types: { 'x.T': complete } })).toEqual([]);
  });
});
