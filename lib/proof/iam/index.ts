// IAM: is this request allowed?
export { evaluate } from './evaluate';
export {
  type Decision,
  type Effect,
  OPEN,
  type Policies,
  type Policy,
  PolicyError,
  type Principal,
  type Request,
  type RequestContext,
  type ResourcePolicyKind,
  type Truth,
} from './types';
