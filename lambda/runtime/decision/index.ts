// The decision that authorizer, request guard and session broker share.
export { type Claimed, type Decision, type DecisionDependencies, type DecisionRequest, decide } from './decide';
export { type DecisionLine, logDecision, logRefusal, type RefusalLine, type WriteLine } from './log';
export { decideOnHeaders, type HeaderDecision, type HeaderValues, isCalled } from './request';
