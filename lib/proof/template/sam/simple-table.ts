// AWS::Serverless::SimpleTable: a DynamoDB table with one key.

import { type Json, own } from '../template';
import type { Expansion, Source } from './expansion';
import { tagsOf } from './functions/tags';
import { missOthersOf } from './missed';
import { given, isNothing, picked, plainEntries } from './values';

const TYPES: { readonly [type: string]: string } = { String: 'S', Number: 'N', Binary: 'B' };
const SAME = ['PointInTimeRecoverySpecification', 'SSESpecification', 'TableName'];

export function expandSimpleTable(expansion: Expansion, source: Source): void {
  const { id, properties } = source;
  missOthersOf(expansion, id, properties, [...SAME, 'PrimaryKey', 'ProvisionedThroughput', 'Tags']);
  const key = own(properties, 'PrimaryKey');
  if (!isNothing(key) && plainEntries(key) === undefined) expansion.miss(`PrimaryKey of ${id}`);
  const name = own(key, 'Name') ?? 'id';
  const type = expansion.value(own(key, 'Type') ?? 'String');
  const throughput = own(properties, 'ProvisionedThroughput');
  const tags = tagsOf(expansion, source);
  expansion.add(source, id, 'AWS::DynamoDB::Table', {
    AttributeDefinitions: [{ AttributeName: name, AttributeType: attributeType(type) }],
    KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
    ...(isNothing(throughput) ? { BillingMode: 'PAY_PER_REQUEST' } : { ProvisionedThroughput: throughput }),
    ...picked(properties, SAME),
    ...given({ Tags: tags.length === 0 ? undefined : tags }),
  });
}

function attributeType(type: Json | undefined): Json {
  return typeof type === 'string' && Object.hasOwn(TYPES, type) ? (TYPES[type] ?? type) : (type ?? 'S');
}
