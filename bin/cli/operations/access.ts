// Access to AWS as the AWS CLI takes it: environment, profiles, SSO, assumed roles with MFA, Region, endpoint, certificates.
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { createInterface } from 'node:readline/promises';
import { STS } from '@aws-sdk/client-sts';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsOptions } from '../options/aws';
import { UsageError } from '../options/usage-error';
import { answered } from './aws-errors';
import { OperationError } from './operation-error';

interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What every client of the SDK is made of. */
export interface ClientConfiguration {
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials: () => Promise<AwsCredentials>;
  readonly requestHandler: NodeHttpHandler;
  readonly maxAttempts: number;
}

export interface Access {
  readonly client: ClientConfiguration;
  /** For requests that no client of the SDK sends. */
  readonly agent: Agent;
}

const nothing = (): void => {};
const SILENT = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

const maxAttempts = 3;

/** Milliseconds. */
const LIMITS = { connectionTimeout: 5000, requestTimeout: 30_000 };

/** @throws UsageError for a CA bundle that cannot be read */
export function accessTo(options: AwsOptions, environment: NodeJS.ProcessEnv = process.env): Access {
  // The SDK reads Region, endpoint and SSO session of a profile by this variable, as the AWS CLI does by its option.
  if (options.profile !== undefined) environment.AWS_PROFILE = options.profile;
  // A notice about Node's versions would stand in the middle of what the command says.
  environment.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const region = options.region ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  const ca = caOf(options.caBundle ?? environment.AWS_CA_BUNDLE);
  const agent = new Agent({ keepAlive: false, ...(ca !== undefined && { ca }) });
  const requestHandler = new NodeHttpHandler({ httpsAgent: agent, ...LIMITS });
  const shared = {
    ...(region && { region }),
    ...(options.endpointUrl !== undefined && { endpoint: options.endpointUrl }),
    ...{ requestHandler, maxAttempts },
  };
  const own = defaultProvider({
    ...(options.profile !== undefined && { profile: options.profile }),
    mfaCodeProvider,
    // Without the endpoint and the Region of the call: the token of an SSO session, and the code of an MFA device, go to AWS's own
    // services, in their own Regions.
    clientConfig: { requestHandler, maxAttempts },
    // It warns of keys in the environment beside a profile: here the profile was asked for.
    logger: SILENT,
  });
  const { roleArn } = options;
  const credentials = roleArn === undefined ? own : assumed(new STS({ ...shared, credentials: own }), roleArn);
  return { client: { ...shared, credentials }, agent };
}

/** Once: a command ends long before a session does. */
function assumed(sts: STS, roleArn: string): () => Promise<AwsCredentials> {
  let session: Promise<AwsCredentials> | undefined;
  return () => {
    session ??= answered(`sts:AssumeRole of ${roleArn}`, async () => {
      const { Credentials } = await sts.assumeRole({ RoleArn: roleArn, RoleSessionName: 'cdk-bulkhead' });
      const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = Credentials ?? {};
      return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    });
    return session;
  };
}

async function mfaCodeProvider(serial: string): Promise<string> {
  if (process.stdin.isTTY !== true)
    throw new OperationError(
      `the profile needs a code of the MFA device ${serial}, and this command has no terminal to ask for it`,
      'credentials that need no MFA code',
      'run the command in a terminal, or start a session first and pass its credentials',
    );
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`MFA code of ${serial}: `)).trim();
  } finally {
    terminal.close();
  }
}

function caOf(file: string | undefined): string | undefined {
  if (file === undefined || file === '') return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `the CA bundle ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`,
      'a PEM file with the CA certificates of the endpoint',
      'correct --ca-bundle or AWS_CA_BUNDLE',
    );
  }
}
