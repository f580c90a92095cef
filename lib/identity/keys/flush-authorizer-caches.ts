// Flushes the authorizer caches of all stages behind an AsapAuthorizer, in the account and Region. An identity does not know the APIs that
// receive its tokens: the stages are found by their tag.

import * as iam from 'aws-cdk-lib/aws-iam';
import { Aws } from 'aws-cdk-lib/core';
import { AUTHORIZER_TAG } from '../../../contract';
import { call, choice, HASTY, onFailure, type Round, type State, type States } from './key-state-machine';

/**
 * Stages in one answer. An answer of more than 262,144 bytes ends an execution, and a state machine cannot catch that: a principal that
 * may tag a stage could cause it. A stage is an ARN and 50 tags of at most 128 + 256 characters, each at most 4 bytes:
 * 50 × (384 × 4 + 22 for JSON) + 250 = 78,150. Three are 234,450, which leaves 27 KB for the tags of AWS, the token of the next page, and
 * the rest of the execution's data.
 */
const PAGE = 3;

export function flushStatements(): iam.PolicyStatement[] {
  const caches = `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}::/restapis/*/stages/*/cache/authorizers`;
  return [
    new iam.PolicyStatement({ sid: 'FindStages', actions: ['tag:GetResources'], resources: ['*'] }),
    new iam.PolicyStatement({ sid: 'FlushAuthorizerCaches', actions: ['apigateway:DELETE'], resources: [caches] }),
  ];
}

/**
 * States of one round; the first is `<round>Stages`. A failure stops nothing, and is kept as `stagesNotFound` or `notFlushed`.
 */
export function flush(round: Round, next: string): States {
  const { name } = round;
  const page = (parameters: object) =>
    call(
      'resourcegroupstaggingapi:getResources',
      {
        ResourceTypeFilters: ['apigateway'],
        TagFilters: [{ Key: AUTHORIZER_TAG }],
        ResourcesPerPage: PAGE,
        ...parameters,
      },
      { ResultPath: '$.stages', ...round.more, ...onFailure(round.failure('stagesNotFound'), next), Next: `${name}HasStages` },
    );
  const isAny = (list: string, yes: string): State => ({
    Type: 'Choice',
    Choices: [{ Variable: `$.${list}[0]`, IsPresent: true, Next: yes }],
    Default: `${name}HasMore`,
  });
  return {
    [`${name}Stages`]: page({}),
    [`${name}HasStages`]: isAny('stages.ResourceTagMappingList', `${name}Flush`),
    [`${name}Flush`]: {
      Type: 'Map',
      ItemsPath: '$.stages.ResourceTagMappingList',
      ItemSelector: { 'Arn.$': '$$.Map.Item.Value.ResourceARN' },
      ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'IsStage', States: flushStage() },
      ResultSelector: { 'refused.$': '$[*].error' },
      ResultPath: '$.flushed',
      ...onFailure(round.failure('notFlushed'), `${name}HasMore`),
      Next: `${name}WasRefused`,
    },
    [`${name}WasRefused`]: isAny('flushed.refused', `${name}Refused`),
    // The answer of the next page overwrites this one.
    [`${name}Refused`]: {
      Type: 'Pass',
      Result: true,
      ResultPath: `$.${round.failure('notFlushed')}`,
      Next: `${name}HasMore`,
    },
    [`${name}HasMore`]: {
      Type: 'Choice',
      Choices: [
        {
          And: [
            { Variable: '$.stages.PaginationToken', IsPresent: true },
            { Variable: '$.stages.PaginationToken', IsString: true },
            { Not: { Variable: '$.stages.PaginationToken', StringEquals: '' } },
          ],
          Next: `${name}NextStages`,
        },
      ],
      Default: next,
    },
    [`${name}NextStages`]: page({ 'PaginationToken.$': '$.stages.PaginationToken' }),
  };
}

/**
 * `arn:aws:apigateway:<region>::/restapis/<id>/stages/<name>`. Other resources of API Gateway with the tag have no such cache. A stage can
 * be listed for a while after it was deleted.
 */
function flushStage(): States {
  const part = (index: number) => `States.ArrayGetItem(States.StringSplit($.Arn, '/'), ${index})`;
  const gone = { ErrorEquals: ['ApiGateway.NotFoundException'], ResultPath: null, Next: 'Skipped' };
  return {
    IsStage: choice('$.Arn', { StringMatches: '*/restapis/*/stages/*' }, 'FlushStage', 'Skipped'),
    FlushStage: call(
      'apigateway:flushStageAuthorizersCache',
      { 'RestApiId.$': part(2), 'StageName.$': part(4) },
      // Hasty in the last round too: the retries for many refused stages must not delay the steps that follow.
      { Retry: HASTY, Catch: [gone, ...onFailure('error', 'Skipped').Catch], End: true },
    ),
    Skipped: { Type: 'Succeed' },
  };
}
