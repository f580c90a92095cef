// Every policy of a resource in its local form.
import { type Change, type Definition, isObject, type JsonObject, LOCAL_CHANGE, type Rewritten } from '../definition';
import { isForServices, localStatement } from './conditions';
import { mapDocuments } from './documents';
import { VERSION_WITH_VARIABLES, variableUses, withKnownAccount } from './variables';

/** Policies that a local AWS ignores: a difference in them has no effect. */
const NOT_KEPT: ReadonlySet<string> = new Set(['AWS::EC2::VPCEndpoint']);

const POLICY_VARIABLE = 'cdk-bulkhead:local-cloud-policy-variable';

/** @param account the one that the local AWS serves */
export function localPolicies(definition: Definition, account: string): Rewritten {
  const { Type = '', Properties = {} } = definition;
  const changes: Change[] = [];
  if (NOT_KEPT.has(Type)) return { definition, changes };
  const properties = mapDocuments(Properties, (document, place) => {
    const before = changes.length;
    let isChanged = false;
    const statements = document.Statement.flatMap((original, index) => {
      const label = place.label(original, index);
      const note = (text: string, id = LOCAL_CHANGE) => changes.push({ id, text: `${label}: ${text}` });
      const { statement, changes: conditions } = localStatement(original);
      for (const change of conditions) note(change);
      if (statement === undefined) return [];
      if (document.Version !== VERSION_WITH_VARIABLES || isForServices(statement)) return [statement];
      const known = isOfIdentity(Type, place.path) ? withKnownAccount(statement, account) : statement;
      const isRewritten = JSON.stringify(known) !== JSON.stringify(statement);
      if (isRewritten) note(`\${aws:PrincipalAccount} rewritten to ${account}: the policy’s principals are in this account`);
      for (const { variable, place: where, effect } of variableUses(known as JsonObject)) {
        note(`${variable} in ${where} is compared as text: ${effect}`, POLICY_VARIABLE);
      }
      isChanged ||= isRewritten;
      return [isRewritten ? (known as JsonObject) : statement];
    });
    isChanged ||= statements.some((statement, index) => statement !== document.Statement[index]);
    isChanged ||= statements.length !== document.Statement.length;
    return isChanged && changes.length > before ? { ...document, Statement: statements } : document;
  });
  if (properties === Properties) return { definition, changes };
  return { definition: { ...definition, Properties: unlessEmpty(Type, properties) }, changes };
}

function isOfIdentity(type: string, [property]: readonly string[]): boolean {
  return property === 'Policies' || (property === 'PolicyDocument' && /^AWS::IAM::(?:Managed)?Policy$/.test(type));
}

/** An action that no service has: a policy of IAM needs a statement. */
const NOTHING: JsonObject = { Sid: 'NothingLocally', Effect: 'Deny', Action: 'none:null', Resource: '*' };

/** An API may have no policy, but a policy without statements is refused. */
function unlessEmpty(type: string, properties: JsonObject): JsonObject {
  const { PolicyDocument: document } = properties;
  if (
    type === 'AWS::IAM::ManagedPolicy' &&
    isObject(document) &&
    Array.isArray(document.Statement) &&
    document.Statement.length === 0
  )
    return { ...properties, PolicyDocument: { ...document, Statement: [NOTHING] } };
  const { Policy: policy, ...rest } = properties;
  if (type !== 'AWS::ApiGateway::RestApi' || !isObject(policy)) return properties;
  return Array.isArray(policy.Statement) && policy.Statement.length === 0 ? rest : properties;
}
