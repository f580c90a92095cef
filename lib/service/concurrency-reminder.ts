// Warns about services that can use up the concurrency of the account. One slow handler then stops the authorizers and session brokers
// of all services.

import { AspectPriority, Aspects, type IAspect, Stack, Stage, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { threeParts } from '../../contract';
import { isAcknowledged, warnLate } from '../common/late-warning';

const ID = 'cdk-bulkhead:no-reserved-concurrency';

/** Examines the finished app once for each stage. */
export class ConcurrencyReminder implements IAspect {
  /** Counts this service, whose handler has no reserved concurrency. */
  public static about(service: IConstruct): void {
    // CDK synthesises each stage of an app alone. An aspect of the app adds its warnings to a stage too late.
    const stage = Stage.of(service);
    if (stage === undefined) return;
    let [reminder] = remindersOf(stage);
    if (reminder === undefined) {
      reminder = new ConcurrencyReminder(stage);
      Aspects.of(stage).add(reminder, { priority: AspectPriority.READONLY });
    }
    reminder.services.push(service);
  }

  private readonly services: IConstruct[] = [];

  private constructor(private readonly stage: IConstruct) {}

  public visit(node: IConstruct): void {
    if (node !== this.stage) return;
    for (const services of this.accounts()) {
      // An acknowledgement on one service speaks for this service only.
      const first = services.find((service) => !isAcknowledged(service, ID));
      if (services.length < 2 || first === undefined || !this.services.includes(first)) continue;
      warnLate(
        first,
        ID,
        threeParts(
          `${services.length} services share the Lambda concurrency of the account without a limit: ${shown(services)}`,
          'a limit for each handler; without one, a slow handler takes the concurrency of every other function, also of the authorizers and session brokers of other services',
          `write \`reservedConcurrentExecutions\` (docs/aws.md has the arithmetic), or write \`Validations.of(app).acknowledge({ id: '${ID}', reason: '…' })\``,
        ),
      );
    }
  }

  /** The services without a reservation in all stages of the app, by account and Region. Unknown ones count as the same. */
  private accounts(): IConstruct[][] {
    const groups = new Map<string, IConstruct[]>();
    const stages = this.stage.node.root.node.findAll().filter((node) => Stage.isStage(node));
    for (const service of stages.flatMap(remindersOf).flatMap(({ services }) => services)) {
      const { account, region } = Stack.of(service);
      const key = [account, region].map((part) => (Token.isUnresolved(part) ? '' : part)).join('/');
      groups.set(key, [...(groups.get(key) ?? []), service]);
    }
    return [...groups.values()];
  }
}

/** At most one. */
function remindersOf(stage: IConstruct): ConcurrencyReminder[] {
  return Aspects.of(stage).all.filter((aspect) => aspect instanceof ConcurrencyReminder);
}

const SHOWN = 5;

function shown(services: readonly IConstruct[]): string {
  const paths = services.slice(0, SHOWN).map(({ node }) => node.path);
  return [...paths, ...(services.length > SHOWN ? [`and ${services.length - SHOWN} more`] : [])].join(', ');
}
