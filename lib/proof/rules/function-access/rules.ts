// The rules of this room. A new one is a file, and a line here.
export { grantedButUnreachable } from './granted-but-unreachable';
export { vpcFunctionInterfacePermissions } from './vpc-function-interface-permissions';
