// The authorizer function of a TenantService.
import { decisionFromEnvironment } from '../../aws/decision-dependencies';
import { writeLine } from '../../runtime/log-line';
import { type AuthorizerEvent, type AuthorizerResult, authorize } from './authorize';
import { MethodRules } from './method-rules';

const { decision, methodRules } = decisionFromEnvironment(process.env, 'authorizer');
const dependencies = { ...decision, methodRules: new MethodRules(decision.callers, methodRules) };

export const handler = (event: AuthorizerEvent): Promise<AuthorizerResult> => authorize(event, dependencies, writeLine);
