// The command function of the Tenant Context Service: one command in, the changed record or a refusal out.
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { ENVIRONMENT } from '../../../contract';
import { required } from '../../aws/signed-request';
import { logRefusal } from '../../runtime/decision';
import { NotARequestError, sourceOf } from '../../runtime/event-source';
import { writeLine } from '../../runtime/log-line';
import { type CommandResult, TenantCatalogue } from '../../runtime/tenant-context';
import { dynamoDbStore } from './dynamodb-store';

const store = dynamoDbStore(DynamoDBDocument.from(new DynamoDB({})), required(process.env, ENVIRONMENT.catalogueTable));
const services = process.env[ENVIRONMENT.services]?.split(',') ?? [];
const catalogue = new TenantCatalogue({ store, services });

export const handler = async (input: unknown, context: { awsRequestId: string }): Promise<CommandResult> => {
  const requestId = context.awsRequestId;
  if (sourceOf(input) !== undefined) {
    logRefusal(writeLine, { by: 'tenant-context', reason: 'event.not-a-request', requestId });
    throw new NotARequestError(
      input,
      'exactly one command',
      'invoke this function directly, once for each command, and read its answer',
    );
  }
  const result = await catalogue.execute(input);
  const { command } = (input ?? {}) as { command?: unknown };
  const outcome = result.ok
    ? {
        tenantId: result.record.tenantId,
        version: result.record.version,
        changed: result.changed,
        ...(result.warnings && { warnings: result.warnings }),
      }
    : result;
  writeLine(JSON.stringify({ by: 'tenant-context', command, ...outcome, requestId }));
  return result;
};
