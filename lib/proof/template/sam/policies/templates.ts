// A SAM policy template with its parameters, as the statements of a policy.

import { type Json, type JsonObject, own } from '../../template';
import { arn, given, plainEntries, sub } from '../values';
import { TEMPLATES_FOR_DATA } from './templates-for-data';
import { TEMPLATES_FOR_SERVICES } from './templates-for-services';

const TEMPLATES = { ...TEMPLATES_FOR_DATA, ...TEMPLATES_FOR_SERVICES };

const PARAMETER = /\{(\w+)\}/g;
const STATEMENT = /^(\S+): (.*?) -> (.*?)(?: if (\S+) = (\S+?):(\S+))?$/;

export function isPolicyTemplate(name: string): boolean {
  return Object.hasOwn(TEMPLATES, name);
}

/** Undefined for a template that is not known, or that a parameter is missing for. */
export function policyTemplate(name: string, parameters: Json): JsonObject | undefined {
  const lines = isPolicyTemplate(name) ? TEMPLATES[name] : undefined;
  const values = new Map(plainEntries(parameters) ?? []);
  const needed = (lines ?? []).flatMap((line) => [...line.matchAll(PARAMETER)].map(([, one]) => one ?? ''));
  if (lines === undefined || needed.some((one) => !values.has(one))) return undefined;
  return { Statement: lines.map((line) => statement(line.replace(/\s+/g, ' '), values)) };
}

function statement(line: string, values: ReadonlyMap<string, Json>): Json {
  const [, service = '', actions = '', resources = '', key, keyService = '', keyResource = ''] = STATEMENT.exec(line) ?? [];
  const found = resources.split(' ').map((one) => resource(service, one, values));
  return given({
    Effect: 'Allow',
    Action: actions.split(' ').map((action) => `${service}:${action}`),
    Resource: found.length === 1 ? found[0] : found,
    Condition: key === undefined ? undefined : { StringEquals: { [key]: resource(keyService, keyResource, values) } },
  });
}

function resource(service: string, text: string, values: ReadonlyMap<string, Json>): Json {
  if (text === '*') return text;
  const used = [...text.matchAll(PARAMETER)].map(([, name]) => name ?? '');
  const variables = used.length === 0 ? undefined : Object.fromEntries(used.map((name) => [name, values.get(name) ?? null]));
  const written = text.replace(PARAMETER, '$${$1}');
  // `SecretArn` and its like are ARNs themselves.
  if (/^\{\w+Arn\}$/.test(text)) return own(variables, used[0] ?? '') ?? null;
  return written.startsWith('arn:')
    ? sub(`arn:\${AWS::Partition}:${written.slice('arn:'.length)}`, variables)
    : arn(service, written, variables);
}
