// Conditions that a local AWS cannot evaluate, and the change for each. The emulator never sets these condition keys: an Allow that requires
// one never matches, and a Deny that requires its absence always matches. Everything else is unchanged.
import { isObject, type JsonObject } from '../definition';

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Condition?: { readonly [operator: string]: { readonly [key: string]: unknown } };
}

export interface LocalStatement {
  /** Undefined if the whole statement is left out. The same object if the statement is unchanged. */
  readonly statement: JsonObject | undefined;
  readonly changes: readonly string[];
}

/** Conditions of an Allow that no request could meet locally. */
const UNMET_ON_ALLOW = [
  /^kms:SigningAlgorithm$/,
  /^kms:CallerAccount$/,
  /^kms:EncryptionContext:/,
  /^dynamodb:LeadingKeys$/,
  /^lambda:(Source)?FunctionArn$/,
];

/** Keys whose absence a Deny requires, so that it would match every local request. */
const ABSENT_ON_DENY = [
  /^aws:SourceVpce?$/,
  /^aws:VpcSourceIp$/,
  /^kms:CallerAccount$/,
  /^kms:EncryptionContext:/,
  /^lambda:SourceFunctionArn$/,
  /^s3:if-none-match$/,
];

/** A read that must come through a VPC endpoint. Locally there is none: the loopback interface is used instead of the network. */
const THROUGH_ENDPOINT = 'aws:SourceVpce';
const LOOPBACK_ADDRESS = '127.0.0.1/32';

/** Statements for AWS services that act for a caller. Locally no service calls KMS, so nothing needs these statements. */
const FOR_SERVICES = [/^kms:ViaService$/, /^kms:GrantIsForAWSResource$/];

/** Whether it is about a service that acts for a caller. */
export function isForServices({ Condition: condition }: JsonObject): boolean {
  const keys = Object.values(isObject(condition) ? condition : {}).flatMap((block) => Object.keys(isObject(block) ? block : {}));
  return keys.some((key) => FOR_SERVICES.some((pattern) => pattern.test(key)));
}

/** `original` is a resolved statement; it is not changed. */
export function localStatement(original: JsonObject): LocalStatement {
  const statement = original as Statement & JsonObject;
  const keys = Object.values(statement.Condition ?? {}).flatMap((block) => Object.keys(block));
  const matching = (patterns: RegExp[]) => [...new Set(keys.filter((key) => patterns.some((pattern) => pattern.test(key))))];
  if (statement.Effect === 'Deny') {
    const absent = Object.entries(statement.Condition ?? {}).flatMap(([operator, block]) =>
      Object.entries(block).flatMap(([key, value]) =>
        firesOnAbsence(operator, value) && ABSENT_ON_DENY.some((pattern) => pattern.test(key)) ? [key] : [],
      ),
    );
    return absent.length > 0
      ? { statement: undefined, changes: [`Deny left out: the local AWS never sets ${absent.join(', ')}`] }
      : { statement, changes: [] };
  }
  const isForService =
    typeof statement.Principal === 'object' && statement.Principal !== null && 'Service' in statement.Principal;
  if ('StringEquals' in (statement.Condition ?? {}) && THROUGH_ENDPOINT in (statement.Condition?.StringEquals ?? {}))
    return throughLoopback(statement);
  const unmet = matching(UNMET_ON_ALLOW);
  if (unmet.length === 0 || isForService || isForServices(statement)) return { statement, changes: [] };
  const condition = Object.fromEntries(
    Object.entries(statement.Condition ?? {}).flatMap(([operator, block]) => {
      const left = Object.entries(block).filter(([key]) => !unmet.includes(key));
      return left.length === 0 ? [] : [[operator, Object.fromEntries(left)]];
    }),
  );
  const { Condition: _condition, ...rest } = statement;
  return {
    statement: Object.keys(condition).length === 0 ? rest : { ...rest, Condition: condition },
    changes: unmet.map((key) => `condition left out: the local AWS never sets ${key}`),
  };
}

/** It keeps a condition: an Allow for everybody without one would be public, and would be refused. */
function throughLoopback(statement: Statement & JsonObject): LocalStatement {
  const { StringEquals: { [THROUGH_ENDPOINT]: _endpoints, ...equals } = {}, ...others } = statement.Condition ?? {};
  return {
    statement: {
      ...statement,
      Condition: {
        ...others,
        ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
        IpAddress: { ...others.IpAddress, 'aws:SourceIp': LOOPBACK_ADDRESS },
      },
    },
    changes: [`${THROUGH_ENDPOINT} rewritten to aws:SourceIp ${LOOPBACK_ADDRESS}: the local AWS never sets ${THROUGH_ENDPOINT}`],
  };
}

function firesOnAbsence(operator: string, value: unknown): boolean {
  if (operator === 'Null') return String(value) === 'true';
  return /Not/.test(operator);
}
