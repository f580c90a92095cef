// SAM's transform (AWS::Serverless-2016-10-31), read as AWS SAM's specification publishes it: its resources become those of
// CloudFormation, under the logical ids that SAM gives them.

import { isObject, type Json, type JsonObject, listOf, own } from '../template';
import { expandHttpApi } from './apis/http-api';
import { implicitApi } from './apis/implicit';
import { expandRestApi } from './apis/rest-api';
import { UsagePlans } from './apis/usage-plan';
import { expandApplication } from './application';
import { Expansion, type Known, type Source } from './expansion';
import { expandFunction } from './functions/function';
import { missGlobals, withGlobals } from './globals';
import { expandLayerVersion } from './layer-version';
import { ReferenceWriter } from './references';
import { expandSimpleTable } from './simple-table';
import { expandStateMachine } from './state-machine';
import { plainEntries } from './values';

export const SAM_TRANSFORM = 'AWS::Serverless-2016-10-31';

export interface Expanded {
  readonly template: JsonObject;
  /** Not empty: the template has more than what is expanded. Each names a type, a property or an event, and whose it is. */
  readonly notSeen: readonly string[];
  /** The resource of SAM that each generated resource comes from, by logical id. */
  readonly origins: ReadonlyMap<string, string>;
}

type Reader = (expansion: Expansion, source: Source) => void;

/** What has events comes first: events add routes to APIs. */
const READERS: readonly (readonly [type: string, reader: Reader])[] = [
  ['AWS::Serverless::Function', expandFunction],
  ['AWS::Serverless::StateMachine', expandStateMachine],
  ['AWS::Serverless::SimpleTable', expandSimpleTable],
  ['AWS::Serverless::LayerVersion', expandLayerVersion],
  ['AWS::Serverless::Application', expandApplication],
];

const APIS = new Set(['AWS::Serverless::Api', 'AWS::Serverless::HttpApi']);

/** Whether the template asks for SAM's transform. */
export function isSam(template: JsonObject): boolean {
  return listOf(own(template, 'Transform') ?? []).some((one) => nameOf(one) === SAM_TRANSFORM);
}

/** The template without SAM's transform. Never throws: what cannot be read is in `notSeen`, and stays as it is written. */
export function expandSam(template: JsonObject, known: Known = {}): Expanded {
  try {
    return expanded(template, known);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { template, notSeen: ['the template: its values are nested too deep'], origins: new Map() };
  }
}

function expanded(template: JsonObject, known: Known): Expanded {
  if (!isObject(own(template, 'Resources')))
    return { template, notSeen: ['the template: it has no Resources'], origins: new Map() };
  const expansion = new Expansion(template, known);
  missGlobals(expansion);
  const sources = sourcesOf(expansion);
  for (const [type, reader] of READERS) {
    for (const source of sources.filter((one) => one.type === type)) reader(expansion, source);
  }
  expandApis(expansion, sources);
  const references = new ReferenceWriter(expansion.referables);
  const conditions = Object.fromEntries([...(plainEntries(own(template, 'Conditions')) ?? []), ...expansion.conditions]);
  const resources = Object.fromEntries(expansion.resources());
  const { Globals: _shared, Transform: _asked, Resources: _written, ...rest } = template;
  const others = listOf(own(template, 'Transform') ?? []).filter((one) => nameOf(one) !== SAM_TRANSFORM);
  return {
    template: {
      ...(references.write(rest) as JsonObject),
      ...(expansion.conditions.size > 0 && { Conditions: conditions }),
      ...(others.length > 0 && { Transform: others }),
      Resources: references.write(resources),
    },
    notSeen: expansion.notSeen,
    origins: expansion.origins,
  };
}

function expandApis(expansion: Expansion, sources: readonly Source[]): void {
  const plans = new UsagePlans(expansion);
  const apis = (kind: 'Api' | 'HttpApi') =>
    [...sources.filter(({ type }) => type === `AWS::Serverless::${kind}`), implicitApi(expansion, kind)].filter(
      (one) => one !== undefined,
    );
  for (const api of apis('Api')) expandRestApi(expansion, api, plans);
  for (const api of apis('HttpApi')) expandHttpApi(expansion, api);
  plans.addShared();
}

/** SAM's resources, those that can be read. */
function sourcesOf(expansion: Expansion): Source[] {
  const resources = own(expansion.template, 'Resources');
  return Object.entries(isObject(resources) ? resources : {}).flatMap(([id, resource]): Source[] => {
    if (!isObject(resource)) return [];
    if (own(resource, 'Connectors') !== undefined) expansion.miss(`Connectors of ${id}`);
    const type = own(resource, 'Type');
    if (typeof type !== 'string' || !type.startsWith('AWS::Serverless::')) return [];
    const source = APIS.has(type) || READERS.some(([one]) => one === type) ? withGlobals(expansion, id, resource) : undefined;
    if (source !== undefined) return [source];
    expansion.miss(`${type} ${id}`);
    return [];
  });
}

function nameOf(transform: Json): Json | undefined {
  return typeof transform === 'string' ? transform : own(transform, 'Name');
}
