// Templates with stores, as the tests of lost data have them before and after a change.
import { ActionCatalogue } from '../../../../lib/proof/actions';
import { Evidence } from '../../../../lib/proof/evidence';
import { type Lost, lostData } from '../../../../lib/proof/lost';
import { renamedResources } from '../../../../lib/proof/renamed';
import { type JsonObject, TemplateSet } from '../../../../lib/proof/template';

export interface Stacks {
  readonly [stackName: string]: { readonly [logicalId: string]: JsonObject };
}

const catalogue = new ActionCatalogue();

export const templatesOf = (stacks: Stacks, parameters: JsonObject = {}) =>
  Object.entries(stacks).map(([stackName, Resources]) => ({ stackName, template: { Parameters: parameters, Resources } }));

export const setOf = (stacks: Stacks, parameters?: JsonObject) => new TemplateSet(templatesOf(stacks, parameters));

export const evidenceOf = (stacks: Stacks, tenantData: readonly string[] = [], parameters?: JsonObject) =>
  new Evidence(setOf(stacks, parameters), catalogue, { tenantData });

export function lostIn(before: Stacks, after: Stacks, named: readonly string[] = [], parameters?: JsonObject): Lost[] {
  const [old, now] = [evidenceOf(before, named, parameters), evidenceOf(after, [], parameters)];
  return lostData(old, now, renamedResources(old.templates, now.templates));
}

export const TENANTS = { Key: 'bulkhead:tenant-data', Value: 'notes' };

export function table(properties: JsonObject = {}, members: JsonObject = {}): JsonObject {
  return {
    Type: 'AWS::DynamoDB::Table',
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    ...members,
    Properties: {
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      Tags: [TENANTS],
      ...properties,
    },
  };
}

export const key = (properties: JsonObject = {}): JsonObject => ({
  Type: 'AWS::KMS::Key',
  DeletionPolicy: 'Retain',
  UpdateReplacePolicy: 'Retain',
  Properties: { EnableKeyRotation: true, ...properties },
});

export const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

export const at = (path: string): JsonObject => ({ Metadata: { 'aws:cdk:path': path } });
