// CloudFormation's custom-resource protocol: whatever happens, an answer goes to the pre-signed URL, or the stack hangs for an hour.

import { httpsRequest } from '../runtime/http/https-request';
import { withRetry } from './signed-request';

export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly ResourceType: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: { readonly [name: string]: unknown };
}

/** Physical id of a resource whose creation failed: its Delete must do nothing. */
const NOT_CREATED = 'not-created';

export async function answer(event: CustomResourceEvent, act: () => Promise<{ physicalId: string }>): Promise<void> {
  const previous = event.PhysicalResourceId;
  let outcome: { Status: 'SUCCESS' | 'FAILED'; PhysicalResourceId: string; Reason?: string };
  if (event.RequestType === 'Delete' && previous === NOT_CREATED) {
    outcome = { Status: 'SUCCESS', PhysicalResourceId: NOT_CREATED };
  } else {
    try {
      outcome = { Status: 'SUCCESS', PhysicalResourceId: (await act()).physicalId };
    } catch (error) {
      const Reason = error instanceof Error ? error.message.slice(0, 1000) : 'unknown failure';
      console.error(
        JSON.stringify({
          by: 'custom-resource',
          resource: event.LogicalResourceId,
          requestType: event.RequestType,
          failure: Reason,
        }),
      );
      outcome = { Status: 'FAILED', PhysicalResourceId: previous ?? NOT_CREATED, Reason };
    }
  }
  const { StackId, RequestId, LogicalResourceId } = event;
  const body = JSON.stringify({ ...outcome, StackId, RequestId, LogicalResourceId });
  const url = new URL(event.ResponseURL);
  const { status } = await withRetry(() =>
    httpsRequest(url, {
      method: 'PUT',
      // An empty content type is part of the URL's signature.
      headers: { 'content-type': '', 'content-length': String(Buffer.byteLength(body)) },
      body,
      timeoutMilliseconds: 10_000,
    }),
  );
  if (status !== 200) throw new Error(`CloudFormation's answer URL said ${status}`);
}
