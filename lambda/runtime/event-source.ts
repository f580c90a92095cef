// Events that a function did not expect. Lambda takes whatever a function returns for success: it deletes the batch, and sends no event
// again. So a function that handles requests throws for an event that is not one.

import { type EventCode, ExplainedError } from '../../contract';

/** Members that requests, commands and tokens never have, and the events that have them. */
const SOURCES: readonly (readonly [member: string, source: string])[] = [
  ['Records', 'a batch of records (SQS, SNS, S3, Kinesis, DynamoDB)'],
  ['eventSource', 'a batch of messages (Kafka, Amazon MQ)'],
  ['deliveryStreamArn', 'a batch of Firehose'],
  ['awslogs', 'a batch of CloudWatch Logs'],
  ['detail-type', 'an event of EventBridge'],
  ['requestPayload', 'the record of another function’s invocation'],
];

/** What an event is by the names of its members; undefined if they do not tell. What the members hold is not looked at. */
export function sourceOf(event: unknown): string | undefined {
  if (!isObject(event)) return undefined;
  const { requestContext } = event;
  if (isObject(requestContext) && 'elb' in requestContext) return 'a request of a load balancer';
  // Format 2.0 of HTTP APIs, which function URLs have too, and WebSocket APIs name a route; REST APIs name a resource.
  if (event.version === '2.0' || (isObject(requestContext) && 'routeKey' in requestContext))
    return 'a request of an HTTP API, a WebSocket API or a function URL';
  return SOURCES.find(([member]) => member in event)?.[1];
}

export function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Thrown so that Lambda does not count the event as handled. The error quotes no part of the event. */
export class NotARequestError extends ExplainedError {
  public readonly reason: EventCode = 'event.not-a-request';
  public override readonly name = 'NotARequestError';

  public constructor(event: unknown, expected: string, remedy: string) {
    const seen = sourceOf(event) ?? 'not a request of a kind that this function knows';
    super(`event.not-a-request: the event is ${seen}`, expected, remedy);
  }
}
