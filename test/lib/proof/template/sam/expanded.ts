// A template of SAM, expanded and resolved, for tests.
import { type Json, type JsonObject, shown, TemplateSet } from '../../../../../lib/proof/template';
import { expandSam, type Known } from '../../../../../lib/proof/template/sam';

export const SAM = 'AWS::Serverless-2016-10-31';

export interface Seen {
  readonly notSeen: readonly string[];
  readonly template: JsonObject;
  /** `Type LogicalId` of each resource that may be deployed. */
  readonly resources: readonly string[];
  /** Resolved, readable properties of a resource. */
  readonly of: (logicalId: string) => { readonly [name: string]: Json };
}

export function expanded(resources: JsonObject, more: JsonObject = {}, known: Known = {}): Seen {
  const { template, notSeen } = expandSam({ Transform: SAM, ...more, Resources: resources }, known);
  const set = new TemplateSet([{ stackName: 's', template, account: '111122223333', region: 'eu-west-1' }]);
  return {
    notSeen,
    template,
    resources: set.resources.map(({ type, logicalId }) => `${type} ${logicalId}`),
    of: (logicalId) => {
      const properties = set.find(`s/${logicalId}`)?.properties;
      if (properties === undefined) throw new Error(`there is no resource ${logicalId}`);
      return JSON.parse(shown(JSON.stringify(properties)));
    },
  };
}

export function fn(properties: JsonObject = {}, more: JsonObject = {}): JsonObject {
  return {
    Type: 'AWS::Serverless::Function',
    ...more,
    Properties: { Handler: 'index.handler', Runtime: 'nodejs22.x', InlineCode: 'code', ...properties },
  };
}

export const managed = (name: string) => `arn:aws:iam::aws:policy/${name}`;
export const BASIC = managed('service-role/AWSLambdaBasicExecutionRole');
