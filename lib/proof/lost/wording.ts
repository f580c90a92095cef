// The words about a loss: what CloudFormation does with the data, and what to do.

import { keepsData } from '../rules/shared/deletion-policy';

export type LossKind = 'left' | 'renamed' | 'moved' | 'replaced' | 'refused' | 'policy' | 'protection' | 'context';

export interface Fate {
  readonly kind: LossKind;
  readonly isKey: boolean;
  /** The attribute that decides, and its value. */
  readonly attribute: 'DeletionPolicy' | 'UpdateReplacePolicy';
  readonly policy: string;
  /** NEW does not have the stack: CloudFormation changes nothing in it. */
  readonly isStackGone: boolean;
  /** Both resources have the same physical name from the template. */
  readonly isNameTaken: boolean;
}

/** In sentences without names of resources, so that the report can group losses with the same effect. */
export function effectOf(fate: Fate): string {
  if (fate.kind === 'refused') return 'CloudFormation refuses this change, and the deployment fails.';
  if (fate.kind === 'policy')
    return 'This change keeps the data. A later change that removes or replaces the resource deletes its data too.';
  if (fate.kind === 'context') return 'The data stays, and nobody can decrypt what was encrypted with that context.';
  if (fate.kind === 'protection') return 'Anybody with the right to delete it can now delete it with one call.';
  const later = fate.isStackGone ? 'NEW does not have its stack: nothing happens until somebody deletes the stack. Then ' : '';
  const taken = fate.isNameTaken ? ' The deployment fails while the old one exists, because both have one physical name.' : '';
  const end = endOf(fate);
  return `${later === '' ? capital(end) : `${later}${end}`}${startOf(fate)}${taken}`;
}

function endOf({ isKey, attribute, policy }: Fate): string {
  if (policy === 'Snapshot') return `CloudFormation takes a snapshot, then deletes the resource (${attribute} is Snapshot).`;
  if (keepsData(policy)) {
    const stays = isKey
      ? 'the key stays in the account, and no stack manages it'
      : 'the data stays in a resource that no stack manages';
    return `${stays} (${attribute} is ${policy}).`;
  }
  const deleted = isKey
    ? 'CloudFormation schedules the key for deletion. After the deletion, nobody can read what the key encrypted'
    : 'CloudFormation deletes it with all its data';
  return policy === 'Delete'
    ? `${deleted} (${attribute} is Delete).`
    : `${deleted}, unless ${attribute} is Retain or Snapshot. Only the deployment knows its value.`;
}

function startOf({ kind, isKey }: Fate): string {
  if (kind === 'left') return '';
  return isKey ? ' New data is encrypted with another key.' : ' The app starts with a new, empty store.';
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** The class and method are those of aws-cdk-lib; the commands are those of the CDK CLI. */
export const FIX: { readonly [kind in LossKind]: string } = {
  renamed:
    'Keep the construct id, or set the old logical id with overrideLogicalId. To rename it with its data, run cdk refactor. If it must be new, export the data and restore it.',
  moved:
    'Keep it in its stack. To move it with its data, run cdk refactor, or retain it and import it into the other stack with cdk import. If it must be new, export the data and restore it.',
  left: 'Keep it in the template. If the data is not needed, export what must be kept, and delete it in a separate change.',
  replaced: 'Undo the change. If you need it, deploy a second resource, copy the data to it, and then remove the first resource.',
  refused: 'Undo the change. If you need it, deploy a second resource, copy the data to it, and then remove the first resource.',
  policy: 'Restore the old DeletionPolicy and UpdateReplacePolicy. Delete tenant data in a separate, reviewed process.',
  context:
    'Keep the old value (in this library: the serviceName), or let the policy allow both values until all data is encrypted again.',
  protection: 'Switch it on again, unless the next change must delete the data.',
};
