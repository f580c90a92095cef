// The environment of every process that talks to the local AWS. Pure: the caller's environment goes in, a closed one comes out.
import { delimiter, dirname, join } from 'node:path';

export const LOCAL_REGION = 'us-east-1';
export const LOCAL_ACCOUNT = '000000000000';
/** The emulator's account root; on AWS these are no credentials at all. */
export const LOCAL_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

const NO_CONFIGURATION = {
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  // Its note about Node versions would land in the middle of the table.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
} as const;

export interface EndpointFacts {
  readonly endpoint: string;
  readonly caFile: string;
  /** Private home for CDK's caches and settings. */
  readonly home: string;
}

/**
 * Whole families are dropped instead of a list: `AWS_ENDPOINT_URL_S3` beats `AWS_ENDPOINT_URL`, the CLI reads any `CDK_*` as
 * an option (`CDK_PROXY`, `CDK_ROLE_ARN`), and proxies are used even for localhost, `npm_config_https_proxy` included.
 */
export function leadsAway(name: string): boolean {
  return isAwsSetting(name) || /proxy/i.test(name);
}

/**
 * Changes `environment`, meant to be this process's own: SDK clients with an explicit endpoint and credentials still read
 * settings such as AWS_USE_FIPS_ENDPOINT or a profile.
 */
export function seal(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(environment)) {
    // Proxies stay: Node does not use them, and pip may need them to download the local AWS.
    if (isAwsSetting(name)) delete environment[name];
  }
  Object.assign(environment, NO_CONFIGURATION);
}

export function childEnvironment(
  inherited: NodeJS.ProcessEnv,
  facts: EndpointFacts,
  extra: NodeJS.ProcessEnv = {},
): NodeJS.ProcessEnv {
  const kept = Object.fromEntries(Object.entries(inherited).filter(([name]) => !leadsAway(name)));
  return {
    ...kept,
    PATH: withOwnNodeFirst(inherited.PATH),
    // ~/.cdk.json may name a profile, a proxy or another bootstrap stack.
    HOME: facts.home,
    CDK_HOME: join(facts.home, '.cdk'),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_VALIDATION: 'false',
    NO_COLOR: '1',
    ...extra,
    // Last, so that no caller can point a child elsewhere.
    AWS_ENDPOINT_URL: facts.endpoint,
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    AWS_REGION: LOCAL_REGION,
    AWS_DEFAULT_REGION: LOCAL_REGION,
    ...NO_CONFIGURATION,
    AWS_CA_BUNDLE: facts.caFile,
    // Read at process start only, which is why children get it here and this process uses an https.Agent instead.
    NODE_EXTRA_CA_CERTS: facts.caFile,
  };
}

export interface ServerFacts {
  readonly port: number;
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly home: string;
  readonly temporary: string;
  readonly state: string;
}

/**
 * Every variable of the server reaches every function it runs and wins over the function's own, so almost nothing is
 * inherited: a stray `AWS_ENDPOINT_URL` or `NODE_EXTRA_CA_CERTS` breaks the functions, a token in the shell leaks to them.
 */
export function serverEnvironment(inherited: NodeJS.ProcessEnv, facts: ServerFacts): NodeJS.ProcessEnv {
  return {
    PATH: withOwnNodeFirst(inherited.PATH),
    LANG: inherited.LANG ?? 'C.UTF-8',
    HOME: facts.home,
    TMPDIR: facts.temporary,
    STATE_DIR: facts.state,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(facts.port),
    // Left on, it opens an MQTT listener on another port.
    IOT_MTLS_ENABLED: '0',
    // With TLS on, MiniStack also listens on 127.0.0.1:443 when the user may bind it; it has no switch for that.
    USE_SSL: '1',
    MINISTACK_SSL_CERT: facts.certificateFile,
    MINISTACK_SSL_KEY: facts.keyFile,
    AUTH: 'true',
    // Otherwise it looks for a Docker daemon and removes containers that an earlier MiniStack labelled.
    DOCKER_HOST: `unix://${join(facts.temporary, 'no-docker.sock')}`,
    // The SDK's notes about Node versions would fill the functions' logs.
    NODE_NO_WARNINGS: '1',
  };
}

function isAwsSetting(name: string): boolean {
  return /^(AWS|AMAZON|CDK)_/i.test(name);
}

// The functions and the CDK app run on the Node that runs the demo, whatever version manager sits in front of it.
function withOwnNodeFirst(path: string | undefined): string {
  return [dirname(process.execPath), path ?? '/usr/bin:/bin'].join(delimiter);
}
