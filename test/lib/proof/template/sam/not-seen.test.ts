// What the reader does not expand is listed, and never read as something else.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's Fn::Sub
import type { Json, JsonObject } from '../../../../../lib/proof/template';
import { expandSam, isSam } from '../../../../../lib/proof/template/sam';
import { expanded, fn, SAM } from './expanded';

const IF: Json = { 'Fn::If': ['Unknown', { Ref: 'A' }, { Ref: 'B' }] };
const INCLUDE: Json = { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/part' } } };
const on = (type: Json, properties: Json = {}): JsonObject => fn({ Events: { On: { Type: type, Properties: properties } } });
const api = (properties: JsonObject): JsonObject => ({
  Type: 'AWS::Serverless::Api',
  Properties: { StageName: 'live', ...properties },
});
const auth = (value: Json) => api({ Auth: value });
const BODY = { openapi: '3.0.1', paths: { '/': {} } };

test.each<[string, Json, string | string[]]>([
  ['a type', { Type: 'AWS::Serverless::GraphQLApi' }, 'AWS::Serverless::GraphQLApi It'],
  ['a connector', { Type: 'AWS::Serverless::Connector' }, 'AWS::Serverless::Connector It'],
  ['connectors of a resource', { Type: 'AWS::S3::Bucket', Connectors: {} }, 'Connectors of It'],
  ['properties from a function', { Type: 'AWS::Serverless::Function', Properties: IF }, 'AWS::Serverless::Function It'],
  ['properties from elsewhere', fn(INCLUDE as JsonObject), 'AWS::Serverless::Function It'],
  ['a property', fn({ Invented: true }), 'Invented of It'],
  [
    'an application of the repository',
    { Type: 'AWS::Serverless::Application', Properties: { Location: {} } },
    'AWS::Serverless::Application It',
  ],
  ['a policy template', fn({ Policies: [{ InventedPolicy: {} }] }), 'Policies 0 of It'],
  ['a policy template without its parameter', fn({ Policies: [{ S3ReadPolicy: {} }] }), 'Policies 0 of It'],
  ['a policy in a list within Fn::If', fn({ Policies: { 'Fn::If': ['C', [], []] } }), 'Policies 0 of It'],
  ['policies from elsewhere', fn({ Policies: INCLUDE }), 'Policies 0 of It'],
  ['a malformed policy', fn({ Policies: [7] }), 'Policies 0 of It'],
  ['events from a function', fn({ Events: IF }), 'Events of It'],
  ['an event', on('Invented'), 'Event On (Invented) of It'],
  ['a malformed event', on(['S3']), 'Event On (?) of It'],
  ['properties of an event from a function', on('SNS', IF), 'Event On (SNS) of It'],
  ['a property of an event', on('AlexaSkill', { Invented: 1 }), 'Invented of event On of It'],
  ['a bucket of another template', on('S3', { Bucket: 'name', Events: 's3:ObjectCreated:*' }), 'Event On (S3) of It'],
  ['a pool of another template', on('Cognito', { UserPool: 'id', Trigger: 'PreSignUp' }), 'Event On (Cognito) of It'],
  ['a path known at deployment', on('Api', { Path: IF, Method: 'get' }), 'Event On (Api) of It'],
  ['the API of another type', on('HttpApi', { ApiId: { Ref: 'It' }, Path: '/', Method: 'get' }), 'Event On (HttpApi) of It'],
  ['a destination known at deployment', on('Kinesis', { DestinationConfig: IF }), 'Event On (Kinesis) of It'],
  ['a secret known at deployment', on('MQ', { SourceAccessConfigurations: IF }), 'Event On (MQ) of It'],
  [
    'a queue of an unknown type',
    on('Schedule', { Schedule: 'x', DeadLetterConfig: { Type: 'SNS' } }),
    'Event On (Schedule) of It',
  ],
  ['a dead-letter queue known at deployment', fn({ DeadLetterQueue: IF }), 'DeadLetterQueue of It'],
  ['a URL known at deployment', fn({ FunctionUrlConfig: IF }), 'FunctionUrlConfig of It'],
  ['destinations known at deployment', fn({ EventInvokeConfig: IF }), 'EventInvokeConfig of It'],
  [
    'a destination of an unknown type',
    fn({ EventInvokeConfig: { DestinationConfig: { OnSuccess: { Type: IF } } } }),
    'OnSuccess of EventInvokeConfig of It',
  ],
  ['a deployment without an alias', fn({ DeploymentPreference: { Type: 'AllAtOnce' } }), 'DeploymentPreference of It'],
  [
    'a deployment that may be off',
    fn({ AutoPublishAlias: 'a', DeploymentPreference: { Enabled: IF } }),
    'DeploymentPreference of It: whether it is on',
  ],
  ['tags from a function', fn({ Tags: IF }), 'Tags of It'],
  ['an Auth from a function', auth(IF), ['Auth of It']],
  ['a part of an Auth', auth({ Invented: 1 }), 'Invented of Auth of It'],
  ['an authorizer', auth({ Authorizers: { Own: { Invented: 1 } } }), 'Authorizer Own of It'],
  ['authorizers from a function', auth({ Authorizers: IF }), 'Authorizers of It'],
  [
    'identity sources from a function',
    auth({ Authorizers: { Own: { FunctionArn: 'a', Identity: IF } } }),
    'Authorizer Own of It',
  ],
  ['a default that is nowhere', auth({ DefaultAuthorizer: 'Gone' }), 'DefaultAuthorizer of It'],
  ['a default known at deployment', auth({ DefaultAuthorizer: IF }), 'DefaultAuthorizer of It'],
  ['API keys known at deployment', auth({ ApiKeyRequired: IF }), 'ApiKeyRequired of It: whether it is on'],
  ['a resource policy from a function', auth({ ResourcePolicy: IF }), 'ResourcePolicy of It'],
  ['a usage plan from a function', auth({ UsagePlan: IF }), 'UsagePlan of It'],
  [
    'an Auth of a document in S3',
    api({ DefinitionUri: 's3://b/k', Auth: { ApiKeyRequired: true } }),
    'Auth of It, whose document is in S3',
  ],
  [
    'an Auth of a document from elsewhere',
    api({ DefinitionBody: INCLUDE, Auth: { ApiKeyRequired: true } }),
    'Auth of It, whose DefinitionBody is not written out',
  ],
  [
    'an Auth of paths from elsewhere',
    api({ DefinitionBody: { ...BODY, paths: { ...BODY.paths, ...(INCLUDE as JsonObject) } }, Auth: { ApiKeyRequired: true } }),
    'Auth of It, whose DefinitionBody is not written out',
  ],
  ['a domain from a function', api({ Domain: IF }), 'Domain of It'],
])('%s', (_what, resource, expected) => {
  const { notSeen } = expanded({ It: resource });
  if (Array.isArray(expected)) expect(notSeen).toEqual(expect.arrayContaining(expected));
  else expect(notSeen).toEqual([expected]);
});

test.each<[string, Json, string]>([
  ['all of them', IF, 'Globals'],
  ['a section', { Function: IF }, 'Globals of Function'],
  ['a section of a type that is not expanded', { WebSocketApi: {} }, 'Globals of WebSocketApi'],
])('Globals: %s', (_what, globals, expected) => {
  expect(expanded({ It: fn() }, { Globals: globals }).notSeen).toEqual([expected]);
});

test('a route whose authorizer the API does not define', () => {
  const events = { On: { Type: 'Api', Properties: { Path: '/', Method: 'get', Auth: { Authorizer: 'Gone' } } } };
  expect(expanded({ It: fn({ Events: events }) }).notSeen).toEqual([
    'Authorizer of event On of It, which ServerlessRestApi does not define',
  ]);
});

test('a logical id that the template has already: its resource stays', () => {
  const own = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'own' } };
  const { notSeen, of } = expanded({ It: fn(), ItRole: own });
  expect(notSeen).toEqual(['ItRole of It: another resource has this logical id']);
  expect(of('ItRole')).toEqual({ RoleName: 'own' });
});

test('what is not expanded stays as it is written', () => {
  const connector = { Type: 'AWS::Serverless::Connector', Properties: { Source: { Id: 'A' } } };
  expect(expandSam({ Transform: SAM, Resources: { It: connector } }).template).toEqual({ Resources: { It: connector } });
});

test.each<[Json, boolean, Json | undefined]>([
  [SAM, true, undefined],
  [[SAM], true, undefined],
  [[SAM, 'AWS::LanguageExtensions'], true, ['AWS::LanguageExtensions']],
  [[{ Name: SAM }], true, undefined],
  ['AWS::LanguageExtensions', false, ['AWS::LanguageExtensions']],
])('Transform %j', (transform, is, left) => {
  const template = { Transform: transform, Resources: {} };
  expect(isSam(template)).toBe(is);
  expect(expandSam(template).template.Transform).toEqual(left);
});

test('a resource that SAM would share and the template has already: it stays', () => {
  const own = { Type: 'AWS::CodeDeploy::Application', Properties: { ApplicationName: 'own' } };
  const deployed = fn({ AutoPublishAlias: 'live', DeploymentPreference: { Type: 'AllAtOnce' } });
  const { notSeen, of } = expanded({ It: deployed, ServerlessDeploymentApplication: own });
  expect(notSeen).toHaveLength(1);
  expect(of('ServerlessDeploymentApplication')).toEqual({ ApplicationName: 'own' });
});
