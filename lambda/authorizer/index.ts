// The authorizer function of a TenantService.
import { decisionFromEnvironment } from '../aws/decision-dependencies';
import { type AuthorizerEvent, type AuthorizerResult, authorize } from './authorize';

const { decision } = decisionFromEnvironment(process.env, 'authorizer');

export const handler = (event: AuthorizerEvent): Promise<AuthorizerResult> =>
  authorize(event, decision, (line) => console.log(line));
