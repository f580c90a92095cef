// Events that are not requests of a REST API, in the form in which AWS sends them. What they hold is nobody's to log or to quote.

/** Stands in every event below. */
export const HELD = 'hush-0123456789';

const TOKEN_HEADERS = { authorization: `Bearer ${HELD}.${HELD}.${HELD}`, 'x-tenant-id': 'acme' };
const AUTHORIZER = { tenantId: 'acme', issuer: 'gateway', placement: 'pool', contextVersion: '3', tokenId: HELD };
const HTTP = { method: 'GET', path: '/orders', protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: HELD };

const RECORD = { messageId: '1', receiptHandle: HELD, body: HELD, eventSource: 'aws:sqs', attributes: {} };

/** Delivered by Lambda or a service of AWS: nobody reads what the function answers. */
export const DELIVERED: readonly (readonly [name: string, event: object])[] = [
  ['a batch of SQS', { Records: [RECORD, RECORD] }],
  ['a notification of S3', { Records: [{ eventSource: 'aws:s3', s3: { object: { key: HELD } } }] }],
  ['a message of SNS', { Records: [{ EventSource: 'aws:sns', Sns: { Message: HELD } }] }],
  ['an empty batch', { Records: [], note: HELD }],
  ['a batch of Kafka', { eventSource: 'aws:kafka', records: { 'topic-0': [{ value: HELD }] } }],
  ['a batch of Firehose', { invocationId: '1', deliveryStreamArn: 'arn', records: [{ data: HELD }] }],
  ['a batch of CloudWatch Logs', { awslogs: { data: HELD } }],
  ['an event of EventBridge', { version: '0', id: '1', 'detail-type': 'Order placed', source: 'orders', detail: { text: HELD } }],
  ['a schedule', { version: '0', 'detail-type': 'Scheduled Event', source: 'aws.events', resources: [HELD], detail: {} }],
  [
    'the record of a destination',
    { version: '1.0', requestContext: { requestId: '1', condition: 'Success' }, requestPayload: { text: HELD } },
  ],
];

/** Requests, of other kinds than a REST API's. */
export const OTHER_REQUESTS: readonly (readonly [name: string, event: object])[] = [
  [
    'a request of an ALB',
    { requestContext: { elb: { targetGroupArn: 'arn' } }, httpMethod: 'GET', path: '/orders', headers: TOKEN_HEADERS },
  ],
  [
    'a request of an HTTP API',
    {
      version: '2.0',
      routeKey: 'GET /orders',
      headers: TOKEN_HEADERS,
      requestContext: { apiId: 'a', stage: '$default', routeKey: 'GET /orders', http: HTTP, authorizer: AUTHORIZER },
    },
  ],
  [
    'a request of a function URL',
    {
      version: '2.0',
      routeKey: '$default',
      headers: TOKEN_HEADERS,
      requestContext: { apiId: 'a', stage: '$default', routeKey: '$default', http: HTTP, authorizer: { iam: { userId: HELD } } },
    },
  ],
  ['a request of format 2.0, cut down', { version: '2.0', headers: TOKEN_HEADERS, requestContext: { authorizer: AUTHORIZER } }],
  [
    'a message of a WebSocket API',
    {
      body: HELD,
      requestContext: { routeKey: '$default', eventType: 'MESSAGE', apiId: 'a', stage: 'prod', authorizer: AUTHORIZER },
    },
  ],
];

/** Invocations by somebody's own code. */
export const DIRECT: readonly (readonly [name: string, event: unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['an empty object', {}],
  ['a text', HELD],
  ['a number', 7],
  ['a list', [{ requestContext: { authorizer: AUTHORIZER }, headers: TOKEN_HEADERS }]],
  ['members of its own', { tenantId: 'acme', authorizer: AUTHORIZER, headers: TOKEN_HEADERS }],
  ['a request context that is a text', { requestContext: HELD, headers: TOKEN_HEADERS }],
  ['a request context that is null', { requestContext: null, headers: TOKEN_HEADERS }],
  ['a request context that is a list', { requestContext: [AUTHORIZER], headers: TOKEN_HEADERS }],
  ['a request context that says nothing', { requestContext: { requestId: HELD } }],
];
