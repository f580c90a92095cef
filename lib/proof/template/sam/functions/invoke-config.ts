// EventInvokeConfig: where results of asynchronous calls go. SAM makes the queue or the topic that is not named.

import { type Json, own } from '../../template';
import type { Expansion, Source } from '../expansion';
import { missOthersOf } from '../missed';
import { destinationPolicy } from '../policies/destinations';
import { bothConditions } from '../role';
import { getAtt, given, ifParts, isNothing, picked, plainEntries, ref } from '../values';

const RETRY = ['MaximumEventAgeInSeconds', 'MaximumRetryAttempts'];

export function addInvokeConfig(expansion: Expansion, source: Source, alias: Json | undefined, inline: Json[]): void {
  const config = own(source.properties, 'EventInvokeConfig');
  if (isNothing(config)) return;
  const destinations = own(config, 'DestinationConfig');
  if (plainEntries(config) === undefined || !(isNothing(destinations) || plainEntries(destinations) !== undefined)) {
    expansion.miss(`EventInvokeConfig of ${source.id}`);
    return;
  }
  missOthersOf(expansion, `EventInvokeConfig of ${source.id}`, config, [...RETRY, 'DestinationConfig']);
  const id = `${source.id}EventInvokeConfig`;
  const found = (['OnSuccess', 'OnFailure'] as const).map((on) => [on, destination(expansion, source, on, destinations, inline)]);
  const sent = given(Object.fromEntries(found));
  expansion.add(
    source,
    id,
    'AWS::Lambda::EventInvokeConfig',
    given({
      FunctionName: ref(source.id),
      Qualifier: alias ?? '$LATEST',
      DestinationConfig: isNothing(destinations) ? undefined : sent,
      ...picked(config, RETRY),
    }),
  );
}

function destination(
  expansion: Expansion,
  source: Source,
  on: 'OnSuccess' | 'OnFailure',
  destinations: Json | undefined,
  inline: Json[],
): Json | undefined {
  const written = own(destinations, on);
  if (isNothing(written)) return undefined;
  const type = expansion.value(own(written, 'Type'));
  if (plainEntries(written) === undefined || (type !== undefined && typeof type !== 'string')) {
    expansion.miss(`${on} of EventInvokeConfig of ${source.id}`);
    return undefined;
  }
  const prefix = `${source.id}EventInvokeConfig${on}`;
  const to = destinationArn(expansion, source, prefix, on, type, own(written, 'Destination'));
  const policy = to === undefined ? undefined : destinationPolicy(prefix, type, to);
  if (policy !== undefined) inline.push(policy);
  return to === undefined ? undefined : { Destination: to };
}

/** The one that is given; the one that SAM makes; or either, by the condition that says which. */
function destinationArn(
  expansion: Expansion,
  source: Source,
  prefix: string,
  on: string,
  type: string | undefined,
  written: Json | undefined,
): Json | undefined {
  const parts = ifParts(written);
  const made = type === 'SQS' ? `${prefix}Queue` : type === 'SNS' ? `${prefix}Topic` : undefined;
  const isMadeFor = parts === undefined ? isNothing(written) : isNothing(parts[1]) || isNothing(parts[2]);
  if (!isMadeFor) return written ?? undefined;
  if (made === undefined) {
    expansion.miss(`${on} of EventInvokeConfig of ${source.id}`);
    return written ?? undefined;
  }
  const kind = type === 'SQS' ? 'Queue' : 'Topic';
  const madeArn = kind === 'Queue' ? getAtt(made, 'Arn') : ref(made);
  expansion.referables.set(`${source.id}.Destination${kind}`, made);
  if (parts === undefined || (isNothing(parts[1]) && isNothing(parts[2]))) {
    expansion.add(source, made, `AWS::${type}::${kind}`, {});
    return madeArn;
  }
  const [condition, then, otherwise] = parts;
  const when = isNothing(then) ? condition : expansion.condition(`NOT${condition}`, { 'Fn::Not': [{ Condition: condition }] });
  expansion.add(source, made, `AWS::${type}::${kind}`, {}, { Condition: bothConditions(expansion, source, when) });
  return { 'Fn::If': [condition, isNothing(then) ? madeArn : then, isNothing(otherwise) ? madeArn : otherwise] };
}
