// The session broker function of a TenantService.
import { STS } from '@aws-sdk/client-sts';
import { ENVIRONMENT } from '../../contract';
import { decisionFromEnvironment } from '../aws/decision-dependencies';
import { required } from '../aws/signed-request';
import type { SessionAnswer } from '../runtime/tenant-sessions';
import { giveSession } from './broker';

const { decision, settings } = decisionFromEnvironment(process.env, 'session-broker');
const sts = new STS({});
const tenantRole = required(process.env, ENVIRONMENT.tenantRole);

export const handler = (input: unknown, context: { awsRequestId: string }): Promise<SessionAnswer> =>
  giveSession(input, context.awsRequestId, {
    decision,
    sts,
    tenantRole,
    sessionLifetimeSeconds: settings.sessionLifetimeSeconds,
    clock: Date.now,
    write: (line) => console.log(line),
  });
