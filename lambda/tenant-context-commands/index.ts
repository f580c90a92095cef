// The command function of the Tenant Context Service: one command in, the changed record or a refusal out.
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { ENVIRONMENT } from '../../contract';
import { writeLine } from '../aws/log-line';
import { required } from '../aws/signed-request';
import { type CommandResult, TenantCatalogue } from '../runtime/tenant-context';
import { dynamoDbStore } from './dynamodb-store';

const store = dynamoDbStore(DynamoDBDocument.from(new DynamoDB({})), required(process.env, ENVIRONMENT.catalogueTable));
const catalogue = new TenantCatalogue({ store });

export const handler = async (input: unknown, context: { awsRequestId: string }): Promise<CommandResult> => {
  const result = await catalogue.execute(input);
  const { command } = (input ?? {}) as { command?: unknown };
  const outcome = result.ok
    ? { tenantId: result.record.tenantId, version: result.record.version, changed: result.changed }
    : result;
  writeLine(JSON.stringify({ by: 'tenant-context', command, ...outcome, requestId: context.awsRequestId }));
  return result;
};
