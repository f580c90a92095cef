// What cdk-nag's packs find, and what was acknowledged of it.
import { type Stack, Validations } from 'aws-cdk-lib';
import type { NagPack } from 'cdk-nag';
import type { IConstruct } from 'constructs';

export interface Finding {
  readonly id: string;
  readonly path: string;
}

export interface Acknowledgement {
  readonly id: string;
  readonly reason: string;
  readonly path: string;
}

/** Findings of a pack on each stack alone. A finding's id is the rule's, with `[…]` where the rule says where. */
export function findings(packs: readonly NagPack[], stacks: readonly Stack[]): Finding[] {
  return packs.flatMap((pack) =>
    stacks.flatMap((stack) =>
      (pack.validateScope(stack).violations ?? []).flatMap(({ ruleName, violatingResources = [] }) =>
        violatingResources.map(({ constructPath }) => ({ id: ruleName, path: constructPath ?? '' })),
      ),
    ),
  );
}

/** Runs `build` with every acknowledgement taken down instead of made. */
export function withoutAcknowledging<T>(build: () => T): { built: T; acknowledgements: Acknowledgement[] } {
  const acknowledgements: Acknowledgement[] = [];
  const spy = jest.spyOn(Validations.prototype, 'acknowledge').mockImplementation(function (this: Validations, ...given) {
    const { scope } = this as unknown as { scope: IConstruct };
    for (const { id, reason } of given) acknowledgements.push({ id, reason, path: scope.node.path });
  });
  try {
    return { built: build(), acknowledgements };
  } finally {
    spy.mockRestore();
  }
}

export function covers({ id, path }: Acknowledgement, finding: Finding): boolean {
  return finding.id === id && (finding.path === path || finding.path.startsWith(`${path}/`));
}
