// The session broker function of a TenantService.
import { STS } from '@aws-sdk/client-sts';
import { ENVIRONMENT, READ_ATTEMPTS, SESSION_ANSWER_MILLISECONDS, SESSION_CONNECT_MILLISECONDS } from '../../../contract';
import { decisionFromEnvironment } from '../../aws/decision-dependencies';
import { required } from '../../aws/signed-request';
import { writeLine } from '../../runtime/log-line';
import type { SessionAnswer } from '../../runtime/tenant-sessions';
import { giveSession } from './broker';
import { HeldSessions } from './held-sessions';

const { decision, settings } = decisionFromEnvironment(process.env, 'session-broker');
const sts = new STS({
  maxAttempts: READ_ATTEMPTS,
  requestHandler: {
    connectionTimeout: SESSION_CONNECT_MILLISECONDS,
    requestTimeout: SESSION_ANSWER_MILLISECONDS,
    // Alone, the limit before would be a warning.
    throwOnRequestTimeout: true,
  },
});
const tenantRole = required(process.env, ENVIRONMENT.tenantRole);
const sessions = new HeldSessions({ ...settings, clock: Date.now });

export const handler = (input: unknown, context: { awsRequestId: string }): Promise<SessionAnswer> =>
  giveSession(input, context.awsRequestId, {
    decision,
    sts,
    tenantRole,
    sessions,
    clock: Date.now,
    write: writeLine,
  });
