// Removes references to what is left out, where a resource does not need them. The removal allows nothing and loses nothing.
import { type Change, type Definition, isObject, type JsonObject, LOCAL_CHANGE, type Rewritten } from '../definition';
import { mapDocuments } from '../policies/documents';

/** Properties that may be missing, or lists that may be shorter, because nothing enforces them locally. */
const DISPENSABLE: { readonly [type: string]: readonly string[] } = {
  'AWS::EC2::SecurityGroup': ['SecurityGroupIngress', 'SecurityGroupEgress'],
  'AWS::IAM::ManagedPolicy': ['Groups'],
  'AWS::IAM::Policy': ['Groups'],
  'AWS::IAM::User': ['Groups'],
  'AWS::Lambda::Function': ['CapacityProviderConfig', 'CodeSigningConfigArn'],
  'AWS::WAFv2::WebACL': ['Rules'],
};

/** @param isAbout whether a value refers to something that is left out */
export function withoutReferences(definition: Definition, isAbout: (value: unknown) => boolean): Rewritten {
  const changes: Change[] = [];
  const note = (text: string) => changes.push({ id: LOCAL_CHANGE, text });
  let properties = definition.Properties ?? {};
  for (const name of DISPENSABLE[definition.Type ?? ''] ?? []) {
    if (!isAbout(properties[name])) continue;
    const { [name]: value, ...rest } = properties;
    const kept = Array.isArray(value) ? value.filter((item) => !isAbout(item)) : [];
    properties = kept.length > 0 ? { ...rest, [name]: kept } : rest;
    note(`${name}: references to resources that the local form leaves out are removed`);
  }
  const documents = mapDocuments(properties, (document, { label }) => {
    const statements = document.Statement.flatMap((statement, index) => {
      const kept = statementWithout(statement, isAbout);
      if (kept !== statement)
        note(`${label(statement, index)}: resources and principals that the local form leaves out are removed`);
      return kept === undefined ? [] : [kept];
    });
    return { ...document, Statement: statements };
  });
  if (changes.length === 0) return { definition, changes };
  return { definition: { ...definition, Properties: documents as JsonObject }, changes };
}

/** The statement without what is left out. That does not exist locally, so a Deny about it denies nothing. */
function statementWithout(statement: JsonObject, isAbout: (value: unknown) => boolean): JsonObject | undefined {
  let kept = statement;
  for (const element of ['Resource', 'Principal'] as const) {
    if (!isAbout(kept[element])) continue;
    const left = valueWithout(kept[element], isAbout);
    if (left === undefined) return undefined;
    kept = { ...kept, [element]: left };
  }
  return kept;
}

function valueWithout(value: unknown, isAbout: (value: unknown) => boolean): unknown {
  if (!isAbout(value)) return value;
  if (Array.isArray(value)) {
    const kept = value.filter((item) => !isAbout(item));
    return kept.length === 0 ? undefined : kept;
  }
  if (!isObject(value) || 'Ref' in value || Object.keys(value).some((key) => key.startsWith('Fn::'))) return undefined;
  const kept = Object.entries(value).flatMap(([kind, principals]) => {
    const left = valueWithout(principals, isAbout);
    return left === undefined ? [] : [[kind, left]];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
