// Which resource can reach which, decided only from templates.
export type { Family } from '../address';
export type { Blocked, Component, ComponentKind, Decision, Doubt, Match, Reach, Reachable, Unknown } from './answer';
export { type End, NETWORK_TYPES } from './ends';
export { Network } from './network';
export type { AclEntry } from './network-acl';
export { type Protocol, packetText, protocolText } from './packet';
export type { Probe, Question } from './question';
export type { Route, RouteDecision, Target, TargetKind } from './route';
export type { Direction, GroupRule } from './security-group';
export type { Subnet, Vpc } from './topology';
