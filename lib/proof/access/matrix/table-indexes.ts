// The global secondary indexes of a table, and what their leading keys are. `dynamodb:LeadingKeys` of a request on an index has the values
// of the partition key of that index. If it is another attribute than the partition key of the table, equal values say nothing about the
// tenant. Local secondary indexes have the partition key of their table, and nothing but SearchVectors reads a vector index (Amazon
// DynamoDB Developer Guide: Local secondary indexes, Vector search).

import { isObject, isSymbol, isSymbolic, type Json, own, type Resource, shown, type TemplateSet, text } from '../../template';

export interface TableIndexes {
  /** Names of the global secondary indexes that the templates have. */
  readonly names: readonly string[];
  /** Whether the templates have all of them. */
  readonly isComplete: boolean;
  /** Why the leading keys of an index may not be the tenants. Undefined if they are what the leading keys of the table are. */
  readonly doubtAbout: (name: string) => string | undefined;
}

const TABLES = new Set(['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable']);

/** None for anything but a table. */
export function indexesOf(templates: TemplateSet, { type, properties }: Resource): TableIndexes {
  if (!TABLES.has(type)) return { names: [], isComplete: true, doubtAbout: () => undefined };
  const key = partitionKeyIn(templates, own(properties, 'KeySchema'));
  const written = elementsOf(templates, own(properties, 'GlobalSecondaryIndexes'));
  const doubts = new Map<string, string | undefined>();
  let isComplete = true;
  for (const one of written) {
    const name = isObject(one) ? text(own(one, 'IndexName')) : undefined;
    if (name === undefined) {
      isComplete = false;
      continue;
    }
    const ofIndex = partitionKeyIn(templates, own(one, 'KeySchema'));
    doubts.set(name, doubts.get(name) ?? doubtOf(name, ofIndex, key));
  }
  const ofOthers = isComplete ? undefined : 'only the deployment knows the indexes of the table and their partition keys';
  return { names: [...doubts.keys()], isComplete, doubtAbout: (name) => (doubts.has(name) ? doubts.get(name) : ofOthers) };
}

function doubtOf(name: string, ofIndex: string | undefined, ofTable: string | undefined): string | undefined {
  if (ofIndex !== undefined && ofIndex === ofTable) return undefined;
  const index = `the index ${shown(name)}`;
  if (ofIndex === undefined || ofTable === undefined || isSymbolic(ofIndex) || isSymbolic(ofTable)) {
    return `only the deployment knows whether ${index} has the same partition key as the table`;
  }
  return `the partition key of ${index} is ${ofIndex}, not ${ofTable} as in the table`;
}

/** The first attribute, if a key has several: `dynamodb:LeadingKeys` is about that one. Undefined if only the deployment knows it. */
function partitionKeyIn(templates: TemplateSet, schema: Json | undefined): string | undefined {
  for (const element of elementsOf(templates, schema)) {
    const type = isObject(element) ? text(own(element, 'KeyType')) : undefined;
    if (type === undefined || isSymbolic(type)) return undefined;
    if (type === 'HASH') return text(own(element, 'AttributeName'));
  }
  return undefined;
}

/** The elements of a list in each form that the deployment may choose. A symbol is an element that only the deployment knows. */
function elementsOf(templates: TemplateSet, value: Json | undefined): Json[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((one: Json) => elementsOf(templates, one));
  if (typeof value !== 'string' || !isSymbol(value)) return [value];
  const forms = templates.formsOf(value);
  return forms === undefined ? [value] : forms.flatMap((form) => elementsOf(templates, form));
}
