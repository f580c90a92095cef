// SAM's Globals section: what all resources of a type share (AWS SAM Developer Guide: Globals section). A resource's scalar replaces
// the shared one, maps are merged, and shared lists come first.

import { isObject, type Json, type JsonObject, own } from '../template';
import type { Expansion, Source } from './expansion';
import { isIntrinsic, plainEntries } from './values';

const SECTIONS = new Set(['Function', 'Api', 'HttpApi', 'SimpleTable', 'StateMachine', 'LayerVersion']);

/** Deeper than any property goes: a value that is nested deeper replaces the shared one. */
const MAX_DEPTH = 12;

/** The resource with what is shared; undefined for one whose properties are not written out. */
export function withGlobals(expansion: Expansion, id: string, resource: JsonObject): Source | undefined {
  const named = own(resource, 'Type');
  const type = typeof named === 'string' ? named : '';
  const written = own(resource, 'Properties') ?? {};
  if (!isObject(written) || isIntrinsic(written) || Object.hasOwn(written, 'Fn::Transform')) return undefined;
  const shared = own(own(expansion.template, 'Globals'), type.slice('AWS::Serverless::'.length));
  const ignored = own(resource, 'IgnoreGlobals');
  const used = (plainEntries(shared) ?? []).filter(
    ([name]) => ignored !== '*' && !(Array.isArray(ignored) && ignored.includes(name)),
  );
  const properties = used.length === 0 ? written : (merged(Object.fromEntries(used), written, 0) as JsonObject);
  return { id, type, properties, resource };
}

/** What is shared and not written out, or shared by a type that is not expanded. */
export function missGlobals(expansion: Expansion): void {
  const globals = own(expansion.template, 'Globals');
  if (globals === undefined || globals === null) return;
  const sections = plainEntries(globals);
  if (sections === undefined) {
    expansion.miss('Globals');
    return;
  }
  for (const [name, section] of sections) {
    if (!SECTIONS.has(name) || plainEntries(section) === undefined || own(section, 'Fn::Transform') !== undefined) {
      expansion.miss(`Globals of ${name}`);
    }
  }
}

function merged(shared: Json, written: Json, depth: number): Json {
  if (Array.isArray(shared) && Array.isArray(written)) return [...shared, ...written];
  const [first, second] = [plainEntries(shared), plainEntries(written)];
  if (first === undefined || second === undefined || depth > MAX_DEPTH) return written;
  const both = new Map<string, Json>(first);
  for (const [name, value] of second) {
    const common = both.get(name);
    both.set(name, common === undefined ? value : merged(common, value, depth + 1));
  }
  return Object.fromEntries(both);
}
