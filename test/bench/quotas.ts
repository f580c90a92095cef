// How many calls of AWS's services a second one service causes, against the quotas that a whole account shares. The classes are the real
// ones, the clock is a number, and the ports count. The same seed gives the same requests.

import { generateKeyPairSync, sign as nodeSign } from 'node:crypto';
import {
  brokerGraceSeconds,
  DEFAULT_AUTHORIZER_CACHE_SECONDS,
  DEFAULT_LEEWAY_SECONDS,
  DEFAULT_SESSION_LIFETIME_SECONDS,
  DEFAULT_TENANT_MAX_AGE_SECONDS,
  READ_ATTEMPTS,
} from '../../contract';
import { giveSession } from '../../lambda/functions/session-broker/broker';
import { HeldSessions, type SessionOwner } from '../../lambda/functions/session-broker/held-sessions';
import {
  AsapSigner,
  AsapVerifier,
  type DocumentPort,
  KeyCache,
  kmsSigningPointer,
  type SigningKeySource,
  TenantContextClient,
  TenantSessions,
  TenantTableClient,
  withTenant,
} from '../../lambda/runtime';
import { type DecisionDependencies, decide } from '../../lambda/runtime/decision';
import { proxyEvent } from '../lambda/contexts';
import { randomFrom } from '../lambda/two-sides';

export interface Scenario {
  readonly tenants: number;
  readonly requestsPerSecond: number;
  /** Execution environments of the service's function, of its session broker and of its authorizer. */
  readonly functions: number;
  readonly brokers: number;
  readonly authorizers: number;
  /** Services that call, each with the same share of the requests. */
  readonly callers: number;
  readonly environmentsOfEachCaller: number;
  readonly sessionLifetimeSeconds: number;
  readonly handlerTimeoutSeconds: number;
  /** Virtual seconds before the count begins, and for which it goes on. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** `tenant and caller` is what the broker does. The others show what it would cost otherwise. */
  readonly brokerHoldsBy: 'tenant and caller' | 'token' | 'nothing';
  /** AssumeRole that STS answers in a second; it throttles the others. @default - all */
  readonly stsQuota?: number;
}

export const REFERENCE: Scenario = {
  tenants: 10_000,
  requestsPerSecond: 1000,
  functions: 50,
  brokers: 10,
  authorizers: 10,
  callers: 3,
  environmentsOfEachCaller: 20,
  sessionLifetimeSeconds: DEFAULT_SESSION_LIFETIME_SECONDS,
  handlerTimeoutSeconds: 29,
  // All brokers begin without sessions, so those of the busiest tenants end at about the same time. The count is over a whole period: the
  // lifetime without the timeout of the handler.
  warmUpSeconds: 300,
  seconds: 271,
  brokerHoldsBy: 'tenant and caller',
};

/** Calls a second, on average. */
export interface Calls {
  readonly assumeRole: number;
  readonly busiestAssumeRole: number;
  readonly invokeBroker: number;
  readonly sign: number;
  /** At most: one for each session that reads a table under a customer managed key, if DynamoDB keeps nothing between sessions. */
  readonly decrypt: number;
  readonly catalogueReads: number;
  readonly tableReads: number;
  readonly getParameter: number;
  /** Requests a second by the status of the answer. */
  readonly answers: { readonly [status: string]: number };
  /** Refusals a second by reason code and cause, as the broker logs them. */
  readonly refusals: { readonly [reason: string]: number };
  /** Members of the answer that a caller gets when there is no session. */
  readonly refusalSeen?: string;
}

const START = Date.parse('2027-01-15T08:00:00.000Z');
const SERVICE = 'orders';
const ROLE = 'arn:aws:iam::111122223333:role/orders-tenant';

const KEYS = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const any = <T>(list: readonly T[], random: () => number): T => list[Math.floor(random() * list.length)] as T;

/** Tenant numbers from 0, the first one the busiest: the tenant of rank n has a share of 1/n. */
function zipf(count: number, random: () => number): () => number {
  const sums: number[] = [];
  for (let rank = 1, sum = 0; rank <= count; rank += 1) {
    sum += 1 / rank;
    sums.push(sum);
  }
  const total = sums.at(-1) ?? 0;
  return () => {
    const wanted = random() * total;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** What the broker would hold if it went by the token: the token's id is put to the name of the caller. */
class HeldByToken extends HeldSessions {
  public tokenId = '';

  public override sessionFor({ tenantId, issuer }: SessionOwner, ...rest: [number, Parameters<HeldSessions['sessionFor']>[2]]) {
    return super.sessionFor({ tenantId, issuer: `${issuer} ${this.tokenId}` }, ...rest);
  }
}

class Simulation {
  private now = START;
  private readonly random = randomFrom(20_261_201);
  private readonly clock = () => this.now;
  private readonly counted = {
    assumeRole: 0,
    invokeBroker: 0,
    sign: 0,
    decrypt: 0,
    catalogueReads: 0,
    tableReads: 0,
    getParameter: 0,
  };
  private readonly assumedIn = new Map<number, number>();
  private readonly answersIn = new Map<number, number>();
  private readonly answers: { [status: string]: number } = {};
  private readonly refusals: { [reason: string]: number } = {};
  private refusalSeen: string | undefined;
  private sessions = 0;
  private readonly apiGateway = new Map<string, number>();
  private readonly signers: AsapSigner[][];
  private readonly authorizers: DecisionDependencies[];
  private readonly brokers: { readonly decision: DecisionDependencies; readonly sessions: HeldSessions }[];
  private readonly handlers: ((token: string, tenantId: string, issuer: string) => Promise<unknown>)[];
  private readonly tenantOf: () => number;
  private readonly verifier: AsapVerifier;

  public constructor(private readonly scenario: Scenario) {
    const { callers, environmentsOfEachCaller, authorizers, brokers, functions } = scenario;
    this.tenantOf = zipf(scenario.tenants, this.random);
    const issuers = Array.from({ length: callers }, (_, index) => `caller-${index + 1}`);
    this.verifier = this.verifierOf(issuers);
    this.signers = issuers.map((issuer) => Array.from({ length: environmentsOfEachCaller }, () => this.signerOf(issuer)));
    this.authorizers = Array.from({ length: authorizers }, () => this.decisionOf(issuers));
    this.brokers = Array.from({ length: brokers }, () => ({
      decision: this.decisionOf(issuers),
      sessions: this.heldSessions(),
    }));
    this.handlers = Array.from({ length: functions }, () => this.handlerOf());
  }

  public async run(): Promise<Calls> {
    const { requestsPerSecond, warmUpSeconds, seconds } = this.scenario;
    const perRequest = 1000 / requestsPerSecond;
    const request = async (index: number) => {
      this.now = START + index * perRequest;
      await this.request();
    };
    const first = warmUpSeconds * requestsPerSecond;
    for (let index = 0; index < first; index += 1) await request(index);
    this.reset();
    for (let index = first; index < first + seconds * requestsPerSecond; index += 1) await request(index);
    const rates = (counts: { readonly [name: string]: number }) =>
      Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count / seconds]));
    return {
      ...(rates(this.counted) as unknown as Calls),
      busiestAssumeRole: Math.max(0, ...this.assumedIn.values()),
      answers: rates(this.answers),
      refusals: rates(this.refusals),
      refusalSeen: this.refusalSeen,
    };
  }

  private reset(): void {
    for (const name of Object.keys(this.counted)) this.counted[name as keyof typeof this.counted] = 0;
    for (const counts of [this.answers, this.refusals]) for (const name of Object.keys(counts)) delete counts[name];
    this.assumedIn.clear();
    this.refusalSeen = undefined;
  }

  /** One request: signed, decided by API Gateway's cache or an authorizer, and handled with one read of the tenant's table. */
  private async request(): Promise<void> {
    const tenantId = `tenant-${this.tenantOf()}`;
    const signer = any(any(this.signers, this.random), this.random);
    const token = await signer.token({ audience: SERVICE, tenantId });
    if ((this.apiGateway.get(token) ?? 0) <= this.now) {
      const decision = await decide({ token, namedTenants: [tenantId] }, any(this.authorizers, this.random));
      if (!decision.allowed) throw new Error(`the authorizer refused: ${decision.reason}`);
      this.apiGateway.set(token, this.now + DEFAULT_AUTHORIZER_CACHE_SECONDS * 1000);
      if (this.apiGateway.size > 200_000) this.forget();
    }
    const answer = (await any(this.handlers, this.random)(token, tenantId, signer.issuer)) as { statusCode: number };
    this.answers[answer.statusCode] = (this.answers[answer.statusCode] ?? 0) + 1;
    if (answer.statusCode !== 200) this.refusalSeen = JSON.stringify(answer);
  }

  private forget(): void {
    for (const [token, until] of this.apiGateway) if (until <= this.now) this.apiGateway.delete(token);
  }

  private signerOf(issuer: string): AsapSigner {
    const kid = `${issuer}/k1`;
    const pointer = kmsSigningPointer({
      kms: {
        sign: async () => {
          this.counted.sign += 1;
          return { Signature: Buffer.alloc(256) };
        },
      },
      ssm: {
        getParameter: async () => {
          this.counted.getParameter += 1;
          return { Parameter: { Value: JSON.stringify({ kid, keyId: 'arn:key' }) } };
        },
      },
      parameterName: '/pointer',
      clock: this.clock,
      random: this.random,
    });
    // KMS signs with RSA. Here a P-256 key signs after KMS was called: it signs twenty times faster, and no call depends on it.
    const key: SigningKeySource = {
      async current() {
        const inKms = await pointer.current();
        return {
          kid,
          algorithm: 'ES256',
          async sign(data) {
            await inKms.sign(data);
            return nodeSign('sha256', data, { key: KEYS.privateKey, dsaEncoding: 'ieee-p1363' });
          },
        };
      },
    };
    return new AsapSigner({ issuer, key, clock: this.clock });
  }

  /**
   * One for all functions, and it keeps what it verified. To verify a signature is no call of AWS, and would take most of the time here.
   */
  private verifierOf(issuers: readonly string[]): AsapVerifier {
    const keys = { get: () => ({ key: KEYS.publicKey }) };
    return new AsapVerifier({
      audience: SERVICE,
      issuers: [...issuers, SERVICE],
      algorithms: ['ES256'],
      keys: new KeyCache(keys, { maxAgeSeconds: 86_400, clock: this.clock }),
      leewaySeconds: DEFAULT_LEEWAY_SECONDS,
      graceSeconds: brokerGraceSeconds({
        authorizerCacheSeconds: DEFAULT_AUTHORIZER_CACHE_SECONDS,
        handlerTimeoutSeconds: this.scenario.handlerTimeoutSeconds,
      }),
      exactlyOneAudience: true,
      cachedTokens: 100_000,
      clock: this.clock,
    });
  }

  private decisionOf(issuers: readonly string[]): DecisionDependencies {
    const tenants = new TenantContextClient(
      async (tenantId) => {
        this.counted.catalogueReads += 1;
        return { tenantId, status: 'active', services: [SERVICE], placement: 'pool', version: 1 };
      },
      { maxAgeSeconds: DEFAULT_TENANT_MAX_AGE_SECONDS, clock: this.clock },
    );
    return { verifier: this.verifier, service: SERVICE, callers: new Set(issuers), tenants, refuseOwnTokens: true };
  }

  private heldSessions(): HeldSessions {
    const { brokerHoldsBy, sessionLifetimeSeconds, handlerTimeoutSeconds } = this.scenario;
    const options = { sessionLifetimeSeconds, handlerTimeoutSeconds, clock: this.clock };
    return brokerHoldsBy === 'token' ? new HeldByToken(options) : new HeldSessions(options);
  }

  /** STS behind the SDK of the broker, which tries twice. */
  private async assumeRole() {
    for (let attempt = 1; ; attempt += 1) {
      this.counted.assumeRole += 1;
      const second = Math.floor(this.now / 1000);
      this.assumedIn.set(second, (this.assumedIn.get(second) ?? 0) + 1);
      const answered = this.answersIn.get(second) ?? 0;
      if (answered < (this.scenario.stsQuota ?? Number.POSITIVE_INFINITY)) {
        this.answersIn.set(second, answered + 1);
        this.sessions += 1;
        return { Credentials: { AccessKeyId: `AKID-${this.sessions}`, SecretAccessKey: 'secret', SessionToken: 'session' } };
      }
      if (attempt === READ_ATTEMPTS) throw Object.assign(new Error('Rate exceeded'), { name: 'Throttling' });
    }
  }

  private async invokeBroker(payload: Uint8Array) {
    this.counted.invokeBroker += 1;
    const { decision, sessions } = any(this.brokers, this.random);
    const input = JSON.parse(Buffer.from(payload).toString()) as { token: string };
    if (sessions instanceof HeldByToken)
      sessions.tokenId = (
        JSON.parse(Buffer.from(input.token.split('.')[1] ?? '', 'base64url').toString()) as { jti: string }
      ).jti;
    const answer = await giveSession(input, 'request', {
      decision,
      sts: { assumeRole: () => this.assumeRole() },
      tenantRole: ROLE,
      sessions: this.scenario.brokerHoldsBy === 'nothing' ? this.heldSessions() : sessions,
      clock: this.clock,
      write: (line) => this.note(line),
    });
    return { Payload: Buffer.from(JSON.stringify(answer)) };
  }

  private note(line: string): void {
    if (line.startsWith('{"decision":"allow"')) return;
    const { reason, cause } = JSON.parse(line) as { reason?: string; cause?: string };
    const name = `${reason} (${cause})`;
    this.refusals[name] = (this.refusals[name] ?? 0) + 1;
  }

  /** An execution environment of the service's function, with all that it keeps. */
  private handlerOf() {
    const reuses = this.scenario.brokerHoldsBy !== 'nothing';
    const table = new TenantTableClient({
      tableName: SERVICE,
      sessions: new TenantSessions({
        lambda: { invoke: ({ Payload }) => this.invokeBroker(Payload) },
        functionName: 'broker',
        handlerTimeoutSeconds: reuses ? this.scenario.handlerTimeoutSeconds : undefined,
        clock: this.clock,
        write: () => undefined,
      }),
      connect: (credentials) => this.document(credentials.accessKeyId),
    });
    const handler = withTenant(async (_event, tenant) => {
      await table.get(tenant, 'order');
      return { statusCode: 200, body: '' };
    });
    return (token: string, tenantId: string, issuer: string) =>
      quietly(() =>
        handler(proxyEvent({ token, authorizer: { tenantId, issuer, placement: 'pool', contextVersion: '1', tokenId: 'id' } })),
      );
  }

  private readonly seen = new Set<string>();

  private document(accessKeyId: string): DocumentPort {
    const get = async () => {
      this.counted.tableReads += 1;
      if (!this.seen.has(accessKeyId)) {
        this.seen.add(accessKeyId);
        this.counted.decrypt += 1;
      }
      return {};
    };
    return { get } as unknown as DocumentPort;
  }
}

/** A handler logs its refusals to standard output: thousands of lines that say what is counted here. */
async function quietly<T>(act: () => Promise<T>): Promise<T> {
  const { write } = process.stdout;
  process.stdout.write = () => true;
  try {
    return await act();
  } finally {
    process.stdout.write = write;
  }
}

export function simulate(changed: Partial<Scenario> = {}): Promise<Calls> {
  return new Simulation({ ...REFERENCE, ...changed }).run();
}

const GOAL = 200;

const SCENARIOS: readonly (readonly [name: string, changed: Partial<Scenario>])[] = [
  ['1 caller, the defaults', { callers: 1 }],
  ['3 callers, the defaults', {}],
  ['3 callers, sessions held by token', { brokerHoldsBy: 'token', warmUpSeconds: 120, seconds: 60 }],
  ['3 callers, no session held', { brokerHoldsBy: 'nothing', warmUpSeconds: 60, seconds: 30 }],
  ['3 callers, sessionLifetime 10 minutes', { sessionLifetimeSeconds: 600, warmUpSeconds: 600, seconds: 571 }],
  ['3 callers, STS answers 150 a second', { stsQuota: 150, seconds: 60 }],
];

/** Prints the table. Ends with 1 if the first scenario misses the goal. */
export async function quotas(isOnce: boolean): Promise<number> {
  const short: Partial<Scenario> = isOnce ? { tenants: 100, warmUpSeconds: 1, seconds: 1 } : {};
  const columns = ['AssumeRole', 'busiest', 'broker', 'Sign', 'Decrypt', 'catalogue', 'table', 'GetParameter', '503', '503 %'];
  console.log(['scenario'.padEnd(40), ...columns.map((name) => name.padStart(12))].join(''));
  let first: Calls | undefined;
  for (const [name, changed] of SCENARIOS) {
    const calls = await simulate({ ...changed, ...short });
    first ??= calls;
    const unavailable = calls.answers['503'] ?? 0;
    const values = [calls.assumeRole, calls.busiestAssumeRole, calls.invokeBroker, calls.sign, calls.decrypt];
    const rest = [calls.catalogueReads, calls.tableReads, calls.getParameter, unavailable];
    const share = (100 * unavailable) / REFERENCE.requestsPerSecond;
    const cells = [...values, ...rest].map((value) => value.toFixed(1)).concat(share.toFixed(1));
    console.log([name.padEnd(40), ...cells.map((cell) => cell.padStart(12))].join(''));
    for (const [reason, rate] of Object.entries(calls.refusals)) console.log(`  the broker logs ${rate.toFixed(1)} × ${reason}`);
    if (calls.refusalSeen !== undefined) console.log(`  the caller gets ${calls.refusalSeen}`);
  }
  const isMet = (first?.assumeRole ?? 0) <= GOAL;
  if (!isOnce)
    console.log(`\ngoal: at most ${GOAL} AssumeRole a second with one caller and the defaults: ${isMet ? 'met' : 'NOT MET'}`);
  return isOnce || isMet ? 0 : 1;
}
