// Events of a function or a state machine, each by its reader.

import { isObject, own } from '../../template';
import type { Expansion, Source } from '../expansion';
import type { RolePolicies } from '../policies/read-policies';
import { isIntrinsic, isNothing, plainEntries } from '../values';
import { alexaSkill } from './alexa-skill';
import { httpRoute, restRoute } from './api';
import { cloudWatchLogs } from './cloudwatch-logs';
import { cognito } from './cognito';
import { type EventReader, missEvent, type Target } from './event';
import { iotRule } from './iot-rule';
import { patternRule, scheduledRule } from './rules';
import { s3 } from './s3';
import { schedule } from './schedule';
import { sns } from './sns';
import { pollSource } from './streams';

const FOR_BOTH: readonly [string, EventReader][] = [
  ['Api', restRoute],
  ['CloudWatchEvent', patternRule],
  ['EventBridgeRule', patternRule],
  ['Schedule', scheduledRule],
  ['ScheduleV2', schedule],
];

const READERS: { readonly [kind in Target['kind']]: ReadonlyMap<string, EventReader> } = {
  stateMachine: new Map(FOR_BOTH),
  function: new Map<string, EventReader>([
    ...FOR_BOTH,
    ['AlexaSkill', alexaSkill],
    ['CloudWatchLogs', cloudWatchLogs],
    ['Cognito', cognito],
    ['DocumentDB', pollSource],
    ['DynamoDB', pollSource],
    ['HttpApi', httpRoute],
    ['IoTRule', iotRule],
    ['Kinesis', pollSource],
    ['MQ', pollSource],
    ['MSK', pollSource],
    ['S3', s3],
    ['SelfManagedKafka', pollSource],
    ['SNS', sns],
    ['SQS', pollSource],
  ]),
};

export function readEvents(expansion: Expansion, owner: Source, target: Target, policies: RolePolicies): void {
  const all = own(owner.properties, 'Events');
  if (isNothing(all)) return;
  const events = plainEntries(all);
  if (events === undefined) {
    expansion.miss(`Events of ${owner.id}`);
    return;
  }
  for (const [name, event] of events) {
    const written = own(event, 'Type');
    const type = typeof written === 'string' ? written : '?';
    const properties = own(event, 'Properties') ?? {};
    const reader = READERS[target.kind].get(type);
    const isReadable = isObject(properties) && !isIntrinsic(properties) && !Object.hasOwn(properties, 'Fn::Transform');
    if (reader === undefined || !isReadable) missEvent(expansion, { owner, name, type });
    else reader(expansion, { owner, name, type, id: `${owner.id}${name}`, properties, target, policies });
  }
}
