// The deployed reference app as the table's rows see it: who may sign, how a request is sent, and what the functions logged about it.
// Everything goes to the local endpoint with the account's own credentials, or with a role's session where a row is about that role.

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { Lambda } from '@aws-sdk/client-lambda';
import { SFN } from '@aws-sdk/client-sfn';
import { STS } from '@aws-sdk/client-sts';
import type { StackOutputs } from '../cdk-cli';
import type { LocalAws } from '../local-aws';
import { sendHttps } from './send';

export type ServiceName = 'issues' | 'media';
export type IssuerName = 'edge' | 'issues' | 'media' | 'reporting';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface ServiceOutputs {
  readonly url: string;
  readonly broker: string;
  readonly tenantRole: string;
  readonly table: string;
  readonly roleName: string;
  readonly key: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly traceId: string;
  readonly milliseconds: number;
}

/** What a function of ours logged about a request. */
export interface LoggedDecision {
  readonly by: string;
  readonly service: string;
  readonly decision: 'allow' | 'deny';
  readonly reason?: string;
  readonly tokenId?: string;
}

export class World {
  private readonly kms: KMS;
  private readonly lambda: Lambda;
  private readonly logs: CloudWatchLogs;
  private readonly iam: IAM;
  private readonly sts: STS;
  private readonly stepFunctions: SFN;
  private readonly signingKeys = new Map<IssuerName, number>();
  private readonly sessions = new Map<string, Promise<Credentials>>();
  private readonly logGroups = new Map<string, Promise<string[]>>();

  public constructor(
    public readonly localAws: LocalAws,
    private readonly outputs: StackOutputs,
  ) {
    const configuration = localAws.clientConfiguration;
    this.kms = new KMS(configuration);
    this.lambda = new Lambda(configuration);
    this.logs = new CloudWatchLogs(configuration);
    this.iam = new IAM(configuration);
    this.sts = new STS(configuration);
    this.stepFunctions = new SFN(configuration);
  }

  public service(name: ServiceName): ServiceOutputs {
    const stack = stackOf(name);
    return {
      url: `${this.localAws.endpoint}/_aws/execute-api/${this.output(stack, 'ApiId')}/live`,
      broker: this.output(stack, 'SessionBroker'),
      tenantRole: this.output(stack, 'TenantRole'),
      table: this.output(stack, 'TenantTable'),
      roleName: this.output(stack, 'ServiceRole'),
      key: this.output(stack, 'Key'),
    };
  }

  /** Key id that an issuer's tokens name: of the key that it signs with, or of another one by its place among them, oldest first. */
  public kid(issuer: IssuerName, at = this.signingKeyOf(issuer)): string {
    return this.listed(issuer, 'Kids', at);
  }

  /** Place of the key that an issuer signs with. */
  public signingKeyOf(issuer: IssuerName): number {
    return this.signingKeys.get(issuer) ?? 0;
  }

  /** Takes an issuer to its newest key, with no waiting for tokens of the older ones; says how the execution ended. */
  public async rotate(issuer: IssuerName): Promise<string> {
    const ended = await this.execute(this.output(stackOf(issuer), 'Rotation'), {});
    if (ended === 'SUCCEEDED') this.signingKeys.set(issuer, this.output(stackOf(issuer), 'Kids').split(',').length - 1);
    return ended;
  }

  /** Revokes the key that an issuer signs with; says how the execution ended. */
  public revoke(issuer: IssuerName): Promise<string> {
    return this.execute(this.output(stackOf(issuer), 'Revocation'), { kid: this.kid(issuer) });
  }

  private async execute(stateMachineArn: string, input: object): Promise<string> {
    // Waits of a state machine are for real verifiers and their caches; here a row waits for the bound itself.
    await this.withoutWaits();
    const { executionArn } = await this.stepFunctions.startExecution({ stateMachineArn, input: JSON.stringify(input) });
    for (;;) {
      const { status = 'UNKNOWN', error, cause } = await this.stepFunctions.describeExecution({ executionArn });
      if (status !== 'RUNNING') return error === undefined ? status : `${status} ${error}: ${cause}`;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Sends a command to the Tenant Context Service; throws what it refused. */
  public async command(command: object): Promise<{ tenantId: string; version: number }> {
    const { ok, ...rest } = await this.invoke(this.output('BulkheadFoundation', 'TenantCommands'), command);
    if (ok !== true) throw new Error(`the Tenant Context Service refused ${JSON.stringify(command)}: ${JSON.stringify(rest)}`);
    return rest.record as { tenantId: string; version: number };
  }

  /** Signs these bytes with an issuer's real KMS key, in a session of the role that may. */
  public async sign(issuer: IssuerName, data: string, at = this.signingKeyOf(issuer)): Promise<Buffer> {
    const kms = new KMS({
      ...this.localAws.clientConfiguration,
      credentials: await this.sessionOf(this.output(stackOf(issuer), 'SigningRole')),
    });
    const { Signature } = await kms.sign({
      KeyId: this.listed(issuer, 'SigningKeys', at),
      Message: createHash('sha256').update(data).digest(),
      MessageType: 'DIGEST',
      SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
    });
    return Buffer.from(Signature ?? []);
  }

  /** One request with a trace id of its own. `headers` are sent as they are. */
  public async send(service: ServiceName, path: string, headers: Record<string, string>, body?: object): Promise<Answer> {
    const traceId = `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')}`;
    const start = performance.now();
    const { status, text } = await sendHttps(new URL(`${this.service(service).url}/${path}`), this.localAws.agent, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...headers, 'X-Amzn-Trace-Id': traceId },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status, body: text, traceId, milliseconds: performance.now() - start };
  }

  /** What authorizers and brokers of a service logged with this text (a trace id, a token id) in the line. */
  public async decisions(service: ServiceName, by: 'authorizer' | 'session-broker', text: string): Promise<LoggedDecision[]> {
    const found = await Promise.all((await this.logGroupsOf(service, by)).map((logGroupName) => this.filter(logGroupName, text)));
    return found.flat();
  }

  /** Invokes a function as the account itself, or with the credentials given, and returns its answer. */
  public async invoke(functionName: string, payload: object, credentials?: Credentials): Promise<{ [name: string]: unknown }> {
    const lambda = credentials === undefined ? this.lambda : new Lambda({ ...this.localAws.clientConfiguration, credentials });
    const answer = await lambda.invoke({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(payload)) });
    const text = Buffer.from(answer.Payload ?? []).toString('utf8');
    if (answer.FunctionError !== undefined) throw new Error(`${functionName} failed: ${text.slice(0, 300)}`);
    return JSON.parse(text) as { [name: string]: unknown };
  }

  /** A session of a function's role, as the Lambda service would have it. */
  public sessionOf(roleArn: string): Promise<Credentials> {
    let session = this.sessions.get(roleArn);
    if (session === undefined) {
      session = this.sts.assumeRole({ RoleArn: roleArn, RoleSessionName: 'demo' }).then(({ Credentials: given }) => ({
        accessKeyId: given?.AccessKeyId ?? '',
        secretAccessKey: given?.SecretAccessKey ?? '',
        sessionToken: given?.SessionToken ?? '',
      }));
      this.sessions.set(roleArn, session);
    }
    return session;
  }

  public roleArn(roleName: string): string {
    return `arn:aws:iam::${this.localAws.account}:role/${roleName}`;
  }

  /** Gives a role more than its template does, for as long as `probe` runs. */
  public async withProbePolicy<T>(
    roleName: string,
    actions: string,
    probe: (credentials: Credentials) => Promise<T>,
  ): Promise<T> {
    const name = `probe-${randomUUID()}`;
    const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
    await this.iam.putRolePolicy({ RoleName: roleName, PolicyName: name, PolicyDocument: JSON.stringify(document) });
    try {
      return await probe(await this.sessionOf(this.roleArn(roleName)));
    } finally {
      await this.iam.deleteRolePolicy({ RoleName: roleName, PolicyName: name });
    }
  }

  /** Ciphertext under a service's key, made by the account itself. */
  public async encryptWith(keyId: string, plaintext: string): Promise<Uint8Array> {
    const { CiphertextBlob } = await this.kms.encrypt({ KeyId: keyId, Plaintext: Buffer.from(plaintext) });
    return CiphertextBlob ?? new Uint8Array();
  }

  public stsAs(credentials: Credentials): STS {
    return new STS({ ...this.localAws.clientConfiguration, credentials });
  }

  public kmsAs(credentials: Credentials): KMS {
    return new KMS({ ...this.localAws.clientConfiguration, credentials });
  }

  private output(stack: string, name: string): string {
    const value = this.outputs[stack]?.[name];
    if (value === undefined) throw new Error(`stack ${stack} has no output ${name}`);
    return value;
  }

  private async withoutWaits(): Promise<void> {
    const { endpoint, agent } = this.localAws;
    const { status, text } = await sendHttps(new URL(`${endpoint}/_ministack/config`), agent, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ 'stepfunctions._SFN_WAIT_SCALE': 0 }),
    });
    if (status !== 200) throw new Error(`the local AWS did not take its configuration: ${status} ${text.slice(0, 200)}`);
  }

  private listed(issuer: IssuerName, output: string, at: number): string {
    const found = this.output(stackOf(issuer), output).split(',')[at];
    if (found === undefined) throw new Error(`${issuer} has no ${output} at place ${at}`);
    return found;
  }

  private async filter(logGroupName: string, text: string): Promise<LoggedDecision[]> {
    const { events = [] } = await this.logs.filterLogEvents({ logGroupName, filterPattern: `"${text}"` });
    return events.flatMap(({ message = '' }) => {
      const json = message.slice(message.indexOf('{'));
      try {
        const line = JSON.parse(json) as LoggedDecision;
        return line.decision === undefined ? [] : [line];
      } catch {
        return [];
      }
    });
  }

  private logGroupsOf(service: ServiceName, by: 'authorizer' | 'session-broker'): Promise<string[]> {
    const wanted = `${stackOf(service)}-Service${by === 'authorizer' ? 'Authorizer' : 'Sessions'}`;
    let groups = this.logGroups.get(wanted);
    if (groups === undefined) {
      groups = this.findLogGroups(wanted);
      this.logGroups.set(wanted, groups);
    }
    return groups;
  }

  /** The log group each function says it writes to; where the emulator leaves that setting out, Lambda's own name for it. */
  private async findLogGroups(functionNamePrefix: string): Promise<string[]> {
    const { Functions: functions = [] } = await this.lambda.listFunctions({});
    return functions
      .filter(({ FunctionName: name = '' }) => name.startsWith(functionNamePrefix))
      .map(({ FunctionName: name, LoggingConfig: logging }) => logging?.LogGroup ?? `/aws/lambda/${name}`);
  }
}

function stackOf(name: ServiceName | IssuerName): string {
  return `Bulkhead${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
