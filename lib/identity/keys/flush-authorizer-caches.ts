// Empties the authorizer caches of all stages in the account and Region that an AsapAuthorizer stands before. No identity knows whom its
// tokens are shown to; the stages are found by their tag.

import * as iam from 'aws-cdk-lib/aws-iam';
import { Aws } from 'aws-cdk-lib/core';
import { AUTHORIZER_TAG } from '../../../contract';
import { call, HASTY, onFailure, type States } from './key-state-machine';

/** A stage is an ARN and up to 50 tags, and a state’s answer is limited to 256 KB. */
const PAGE = 10;

export function flushStatements(): iam.PolicyStatement[] {
  const caches = `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}::/restapis/*/stages/*/cache/authorizers`;
  return [
    new iam.PolicyStatement({ sid: 'FindStages', actions: ['tag:GetResources'], resources: ['*'] }),
    new iam.PolicyStatement({ sid: 'FlushAuthorizerCaches', actions: ['apigateway:DELETE'], resources: [caches] }),
  ];
}

/** States of one round; the first is `<round>Stages`. What cannot be found or flushed holds up nothing: the cache ends by itself. */
export function flush(round: string, next: string): States {
  const page = (parameters: object) =>
    call(
      'resourcegroupstaggingapi:getResources',
      { TagFilters: [{ Key: AUTHORIZER_TAG }], ResourcesPerPage: PAGE, ...parameters },
      { ResultPath: '$.stages', ...onFailure('notFound', next), Next: `${round}HasStages` },
    );
  return {
    [`${round}Stages`]: page({}),
    [`${round}HasStages`]: {
      Type: 'Choice',
      Choices: [{ Variable: '$.stages.ResourceTagMappingList[0]', IsPresent: true, Next: `${round}Flush` }],
      Default: `${round}HasMore`,
    },
    [`${round}Flush`]: {
      Type: 'Map',
      ItemsPath: '$.stages.ResourceTagMappingList',
      ItemSelector: { 'Arn.$': '$$.Map.Item.Value.ResourceARN' },
      MaxConcurrency: 5,
      ResultPath: null,
      ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'FlushStage', States: flushStage() },
      ...onFailure('notFlushed', `${round}HasMore`),
      Next: `${round}HasMore`,
    },
    [`${round}HasMore`]: {
      Type: 'Choice',
      Choices: [
        {
          And: [
            { Variable: '$.stages.PaginationToken', IsPresent: true },
            { Variable: '$.stages.PaginationToken', IsString: true },
            { Not: { Variable: '$.stages.PaginationToken', StringEquals: '' } },
          ],
          Next: `${round}NextStages`,
        },
      ],
      Default: next,
    },
    [`${round}NextStages`]: page({ 'PaginationToken.$': '$.stages.PaginationToken' }),
  };
}

/** `arn:aws:apigateway:<region>::/restapis/<id>/stages/<name>` */
function flushStage(): States {
  const part = (index: number) => `States.ArrayGetItem(States.StringSplit($.Arn, '/'), ${index})`;
  return {
    FlushStage: call(
      'apigateway:flushStageAuthorizersCache',
      { 'RestApiId.$': part(2), 'StageName.$': part(4) },
      {
        Retry: HASTY,
        ...onFailure('error', 'Skipped'),
        End: true,
      },
    ),
    Skipped: { Type: 'Succeed' },
  };
}
