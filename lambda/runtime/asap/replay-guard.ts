// Whether a token was used before (ASAP: a server may refuse a repeated `jti`, and says so if it does). Keyed by issuer and token id,
// never by the token's text: a signature has more than one valid form.

import { DEFAULT_REPLAY_ENTRIES, ExplainedError } from '../../../contract';

export interface TokenUse {
  readonly issuer: string;
  readonly tokenId: string;
  /** The last second in which the token is accepted, since the epoch. */
  readonly acceptedUntil: number;
}

export type ReplayResult = 'first' | 'repeated' | 'unavailable';

/** Records the use of a verified token. The answer `unavailable` means that the record failed: the verifier then refuses the token. */
export interface ReplayGuard {
  use(token: TokenUse): ReplayResult | Promise<ReplayResult>;
}

export interface InProcessReplayGuardOptions {
  /** Largest number of remembered tokens. While so many are still valid, the answer for a further token is `unavailable`. @default 100000 */
  readonly maxEntries?: number;
  /** Milliseconds since the epoch. @default Date.now */
  readonly clock?: () => number;
}

/** For one process. Another process accepts the same token once more, and so does this process after a restart. */
export class InProcessReplayGuard implements ReplayGuard {
  private readonly used = new Map<string, number>();
  /** None of them is over before this second. */
  private firstEnd = Number.POSITIVE_INFINITY;
  private readonly maxEntries: number;
  private readonly clock: () => number;

  /** @throws ExplainedError unless `maxEntries` is a whole number of at least 1 */
  public constructor({ maxEntries = DEFAULT_REPLAY_ENTRIES, clock = Date.now }: InProcessReplayGuardOptions = {}) {
    if (!Number.isInteger(maxEntries) || maxEntries < 1)
      throw new ExplainedError(
        `maxEntries is ${maxEntries}`,
        'a whole number of at least 1',
        `give such a number, or leave maxEntries out (default: ${DEFAULT_REPLAY_ENTRIES})`,
      );
    this.maxEntries = maxEntries;
    this.clock = clock;
  }

  public use({ issuer, tokenId, acceptedUntil }: TokenUse): ReplayResult {
    const id = useId(issuer, tokenId);
    // A token that is over is refused before: one that is remembered counts whatever the clock says by now.
    if (this.used.has(id)) return 'repeated';
    if (this.used.size >= this.maxEntries) this.forgetOver();
    if (this.used.size >= this.maxEntries) return 'unavailable';
    this.used.set(id, acceptedUntil);
    this.firstEnd = Math.min(this.firstEnd, acceptedUntil);
    return 'first';
  }

  private forgetOver(): void {
    const now = this.clock() / 1000;
    // While none is over there is nothing to look for.
    if (now <= this.firstEnd) return;
    this.firstEnd = Number.POSITIVE_INFINITY;
    for (const [id, acceptedUntil] of this.used) {
      if (acceptedUntil < now) this.used.delete(id);
      else this.firstEnd = Math.min(this.firstEnd, acceptedUntil);
    }
  }
}

/** The part of a DynamoDB client that this library uses. `DynamoDB` of @aws-sdk/client-dynamodb fits. */
export interface PutItemPort {
  putItem(input: {
    TableName: string;
    Item: { id: { S: string }; expiresAt: { N: string } };
    ConditionExpression: string;
  }): Promise<unknown>;
}

export interface SharedReplayGuardOptions {
  readonly dynamoDb: PutItemPort;
  /** Name of a table with the string `id` as its only key, and with `expiresAt` as its TTL attribute. */
  readonly tableName: string;
}

/** DynamoDB deletes an item up to days after its TTL, which only remembers longer. Before it never: clocks may differ by this much. */
const TTL_MARGIN_SECONDS = 60;

/** For all processes that share a table. If two processes get the same token at the same time, only one of them accepts it. */
export class SharedReplayGuard implements ReplayGuard {
  /** @throws ExplainedError without `tableName` */
  public constructor(private readonly options: SharedReplayGuardOptions) {
    if (!options.tableName)
      throw new ExplainedError(
        'tableName is missing',
        'the name of the DynamoDB table that records used tokens',
        'give the name of the table, or use InProcessReplayGuard',
      );
  }

  public async use({ issuer, tokenId, acceptedUntil }: TokenUse): Promise<ReplayResult> {
    const { dynamoDb, tableName } = this.options;
    const expiresAt = Math.ceil(acceptedUntil) + TTL_MARGIN_SECONDS;
    try {
      await dynamoDb.putItem({
        TableName: tableName,
        Item: { id: { S: useId(issuer, tokenId) }, expiresAt: { N: String(expiresAt) } },
        ConditionExpression: 'attribute_not_exists(id)',
      });
      return 'first';
    } catch (error) {
      return (error as { name?: unknown } | undefined)?.name === 'ConditionalCheckFailedException' ? 'repeated' : 'unavailable';
    }
  }
}

/** An issuer holds no space. */
function useId(issuer: string, tokenId: string): string {
  return `${issuer} ${tokenId}`;
}
