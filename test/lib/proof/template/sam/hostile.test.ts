// Templates that nobody would deploy. Expansion never throws, changes nothing of what it is given, and ends soon.
import * as fc from 'fast-check';
import { type Json, type JsonObject, TemplateError, TemplateSet } from '../../../../../lib/proof/template';
import { expandSam } from '../../../../../lib/proof/template/sam';
import { cpuSeconds, ENOUGH } from '../../cpu-seconds';
import { fn, SAM } from './expanded';

const TYPES = ['Function', 'Api', 'HttpApi', 'SimpleTable', 'StateMachine', 'LayerVersion', 'Application', 'Connector'];
const EVENTS =
  `AlexaSkill Api CloudWatchEvent CloudWatchLogs Cognito DocumentDB DynamoDB EventBridgeRule HttpApi IoTRule Kinesis MQ MSK S3
  SNS SQS Schedule ScheduleV2 SelfManagedKafka`.split(/\s+/);

/** Names that the reader looks for at some depth, and those that JavaScript has of its own. */
const KEYS = `ApiId ApiKeyRequired Auth Authorizer Authorizers AutoPublishAlias AwsAccountWhitelist BasePath Bucket CertificateArn
  CodeUri ContentUri Cors CorsConfiguration CustomStatements DeadLetterConfig DeadLetterQueue DefaultAuthorizer Definition
  DefinitionBody DefinitionUri DeploymentPreference Destination DestinationConfig Domain DomainName DynamoDBCrudPolicy Enabled
  EndpointConfiguration EventInvokeConfig Events FunctionArn FunctionUrlConfig Headers Identity IpRangeBlacklist JwtConfiguration
  KafkaBootstrapServers MergeDefinitions Method OnFailure OnSuccess Path Policies PrimaryKey PropagateTags ResourcePolicy RestApiId
  Role Route53 RouteSettings Schedule SourceAccessConfigurations SourceVpcWhitelist SqsSubscription StageName Statement TableName Tags
  TargetArn Topic Tracing Trigger Type URI UsagePlan UserPool UserPoolArn VpcConfig paths get openapi security toString constructor
  __proto__ hasOwnProperty length`.split(/\s+/);

const TEXTS = [
  ...EVENTS,
  'A',
  'B',
  'P',
  'NONE',
  'AWS_IAM',
  'true',
  'false',
  'any',
  '$default',
  '/',
  's3://b/k',
  'SQS',
  '',
  'A.Alias',
  'AWS::NoValue',
];

const { json } = fc.letrec<{ json: Json; map: JsonObject; intrinsic: JsonObject }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom<Json>(null, true, false, 0, 7),
    fc.constantFrom<Json>(...TEXTS),
    tie('map'),
    tie('intrinsic'),
    fc.array(tie('json'), { maxLength: 3 }),
  ),
  map: fc.array(fc.tuple(fc.constantFrom(...KEYS), tie('json')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
  intrinsic: fc
    .tuple(fc.constantFrom('Ref', 'Fn::If', 'Fn::Sub', 'Fn::GetAtt', 'Fn::Transform', 'Fn::Join', 'Condition'), tie('json'))
    .map(([name, value]) => ({ [name]: name === 'Fn::If' ? ['C', value, { Ref: 'AWS::NoValue' }] : value })),
}));
const map = fc.array(fc.tuple(fc.constantFrom(...KEYS), json), { maxLength: 8 }).map((entries) => Object.fromEntries(entries));
const event = fc.record({ Type: fc.constantFrom(...EVENTS), Properties: fc.oneof(map, json) });
const events = fc.array(fc.tuple(fc.constantFrom('E', 'F', '__proto__'), event)).map((entries) => Object.fromEntries(entries));

const resource: fc.Arbitrary<Json> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .tuple(fc.constantFrom(...TYPES), map, fc.oneof(events, json), fc.option(json, { nil: undefined }))
      .map(([type, properties, on, condition]) => ({
        Type: `AWS::Serverless::${type}`,
        ...(condition !== undefined && { Condition: condition }),
        Properties: { ...properties, Events: on },
      })),
  },
  { weight: 1, arbitrary: json },
);

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const one of Object.values(value)) frozen(one);
  }
  return value;
}

/** Whether the expanded template can be judged, or is refused with the error for templates. */
function judged(template: JsonObject): void {
  try {
    const set = new TemplateSet([{ stackName: 's', template }]);
    for (const one of set.resources) JSON.stringify(one.properties);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
  }
}

test('any JSON in any place', () => {
  const template = fc.record({
    Globals: fc.oneof(fc.record({ Function: map, Api: map, HttpApi: map }), json),
    Parameters: fc.constantFrom<Json>({ P: { Type: 'String', Default: 'live' } }, 'P', null),
    Conditions: fc.constantFrom<Json>({ C: { 'Fn::Equals': ['a', 'a'] } }, 'C', null),
    Resources: fc.oneof(
      {
        weight: 19,
        arbitrary: fc
          .array(fc.tuple(fc.constantFrom('A', 'B', 'ARole', 'ServerlessRestApi', '__proto__', 'toString'), resource))
          .map((entries) => Object.fromEntries(entries)),
      },
      { weight: 1, arbitrary: json },
    ),
  });
  fc.assert(
    fc.property(template, (rest) => {
      const { template: result, notSeen } = expandSam(frozen({ Transform: SAM, ...rest } as JsonObject), {
        parameters: { P: 'x' },
      });
      expect(notSeen.every((one) => typeof one === 'string')).toBe(true);
      judged(result);
    }),
    { numRuns: 700 },
  );
});

const nested = (depth: number, wrap: (inner: Json) => Json): Json => {
  let value: Json = 'x';
  for (let step = 0; step < depth; step += 1) value = wrap(value);
  return value;
};
const many = <T>(count: number, make: (index: number) => readonly [string, T]) =>
  Object.fromEntries(Array.from({ length: count }, (_one, index) => make(index)));

test.each<[string, () => JsonObject]>([
  ['100,000-deep lists', () => ({ A: fn({ Environment: nested(100_000, (x) => [x]), AutoPublishAlias: 'live' }) })],
  ['10,000-deep Fn::If', () => ({ A: fn({ Policies: nested(10_000, (x) => ({ 'Fn::If': ['C', x, x] })) }) })],
  [
    '10,000-deep Fn::If in a document',
    () => ({
      A: {
        Type: 'AWS::Serverless::Api',
        Properties: {
          DefinitionBody: { openapi: '3.0.1', paths: { '/': nested(10_000, (x) => ({ 'Fn::If': ['C', x, 'y'] })) } },
        },
      },
    }),
  ],
  ['a value that stands in 2^60 places', () => ({ A: fn({ Tags: { a: nested(60, (x) => [x, x]) }, AutoPublishAlias: 'live' }) })],
  [
    '1,000,000 slashes',
    () => ({
      A: {
        Type: 'AWS::Serverless::Api',
        Properties: { Domain: { DomainName: 'd', CertificateArn: 'c', BasePath: `${'/'.repeat(1_000_000)}x` } },
      },
    }),
  ],
  [
    'a text of 1,000,000 openings',
    () => ({ A: fn({ AutoPublishAlias: 'live', Description: { 'Fn::Sub': '${ '.repeat(300_000) } }) }),
  ],
  [
    '10,000 events of an API',
    () => ({
      A: fn({ Events: many(10_000, (n) => [`E${n}`, { Type: 'HttpApi', Properties: { Path: `/${n}`, Method: 'get' } }]) }),
    }),
  ],
  [
    '2,000 functions with a condition each',
    () =>
      many(2_000, (n) => [
        `F${n}`,
        fn({ Events: { E: { Type: 'Api', Properties: { Path: '/', Method: 'get' } } } }, { Condition: `C${n}` }),
      ]),
  ],
])('%s', (_what, resources) => {
  const used = cpuSeconds();
  const { template, notSeen } = expandSam({ Transform: SAM, Resources: resources() });
  expect(template).toHaveProperty('Resources');
  expect(Array.isArray(notSeen)).toBe(true);
  expect(cpuSeconds() - used).toBeLessThan(ENOUGH);
});
