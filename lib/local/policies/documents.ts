// Policy documents anywhere in a resource's properties: a document is recognised by its statements, not by its place.
import { isObject, type JsonObject } from '../definition';

export interface Document extends JsonObject {
  readonly Statement: readonly JsonObject[];
}

export interface Place {
  /** Names of properties, and of inline policies or indexes, from the resource to the document. */
  readonly path: readonly string[];
  /** A statement's name in a warning: its Sid, or its number from 0. The document's place is before it if a resource may have several. */
  label(statement: JsonObject, index: number): string;
}

/** @param change returns the same document if it is unchanged. @returns the same `properties` if every document is unchanged */
export function mapDocuments<T>(properties: T, change: (document: Document, place: Place) => Document, path: string[] = []): T {
  if (Array.isArray(properties)) {
    return unlessSame(
      properties,
      properties.map((item, index) => mapDocuments(item, change, [...path, nameOf(item) ?? `${index}`])) as T,
    );
  }
  if (!isObject(properties)) return properties;
  const statements = statementsOf(properties);
  if (statements !== undefined) {
    const document: Document = { ...properties, Statement: statements };
    const changed = change(document, placeOf(path));
    return changed === document ? properties : (changed as T);
  }
  const entries = Object.entries(properties);
  const mapped = entries.map(([name, value]) => [name, mapDocuments(value, change, [...path, name])] as const);
  return unlessSame(properties, Object.fromEntries(mapped) as T);
}

/** A single statement needs no list. A statement in a list may be an intrinsic, and is then unchanged. */
function statementsOf({ Statement: statement }: JsonObject): readonly JsonObject[] | undefined {
  const statements = Array.isArray(statement) ? statement : [statement];
  const isStatement = (one: unknown) => isObject(one) && (one.Effect === 'Allow' || one.Effect === 'Deny');
  return statements.every(isObject) && statements.some(isStatement) ? statements : undefined;
}

function placeOf(path: readonly string[]): Place {
  // A document that is a property needs no name. A role has two kinds of documents, and any number of inline policies.
  const prefix = path.length === 1 && path[0] !== 'AssumeRolePolicyDocument' ? '' : `${path.filter(isNaming).join(' ')} `;
  return {
    path,
    label: ({ Sid }, index) => `${prefix}${typeof Sid === 'string' ? Sid : `statement ${index}`}`,
  };
}

const isNaming = (name: string): boolean => name !== 'PolicyDocument';

/** Name of an inline policy of a role. */
function nameOf(item: unknown): string | undefined {
  return isObject(item) && typeof item.PolicyName === 'string' ? item.PolicyName : undefined;
}

function unlessSame<T>(before: T, after: T): T {
  const values = (value: T) => Object.values(value as JsonObject);
  const [old, now] = [values(before), values(after)];
  return old.every((value, index) => value === now[index]) ? before : after;
}
