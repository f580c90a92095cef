// The rules of this area. A new rule is a file, and a line here.
export { grantedButUnreachable } from './granted-but-unreachable';
export { vpcFunctionInterfacePermissions } from './vpc-function-interface-permissions';
