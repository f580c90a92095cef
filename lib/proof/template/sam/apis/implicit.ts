// APIs that SAM makes for events that name none: `ServerlessRestApi` and `ServerlessHttpApi`. They exist if one of the owners of their
// routes does.

import { type Json, own } from '../../template';
import type { Expansion, Source } from '../expansion';
import { withGlobals } from '../globals';
import { IMPLICIT_HTTP_API, IMPLICIT_REST_API } from './route';

/** CloudFormation's Or takes ten conditions. */
const MOST = 10;

/** The implicit API of a kind, where an event asks for it and the template does not write it out. */
export function implicitApi(expansion: Expansion, kind: 'Api' | 'HttpApi'): Source | undefined {
  const id = kind === 'Api' ? IMPLICIT_REST_API : IMPLICIT_HTTP_API;
  const routes = expansion.routes.get(id) ?? [];
  if (routes.length === 0 || expansion.typeOf(id) !== undefined) return undefined;
  const conditions = new Set(routes.map(({ event }) => own(event.owner.resource, 'Condition')));
  const names = [...conditions].filter((one): one is string => typeof one === 'string');
  const isAlways = names.length < conditions.size;
  const condition = isAlways ? undefined : names.length === 1 ? names[0] : expansion.condition(`${id}Condition`, anyOf(names));
  return withGlobals(expansion, id, {
    Type: `AWS::Serverless::${kind}`,
    ...(condition !== undefined && { Condition: condition }),
    Properties: kind === 'Api' ? { StageName: 'Prod' } : {},
  });
}

function anyOf(names: readonly string[]): Json {
  if (names.length <= MOST) return { 'Fn::Or': names.map((name) => ({ Condition: name })) };
  const size = Math.ceil(names.length / MOST);
  const groups = Array.from({ length: Math.ceil(names.length / size) }, (_one, index) =>
    names.slice(index * size, (index + 1) * size),
  );
  return { 'Fn::Or': groups.map((group) => (group.length === 1 ? { Condition: group[0] ?? '' } : anyOf(group))) };
}
