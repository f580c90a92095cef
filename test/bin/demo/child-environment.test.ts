// What the processes of the demo inherit: nothing that leads to real AWS, and nothing of the shell's that leaks to functions.
import { childEnvironment, seal, serverEnvironment } from '../../../bin/demo/child-environment';

const FACTS = { endpoint: 'https://127.0.0.1:4566', caFile: '/run/tls/server.crt', home: '/run/home' };

describe('childEnvironment', () => {
  it.each([
    'AWS_PROFILE',
    'AWS_SESSION_TOKEN',
    'AWS_ENDPOINT_URL_S3',
    'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
    'AWS_USE_FIPS_ENDPOINT',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AMAZON_SESSION_TOKEN',
    'CDK_PROXY',
    'CDK_ROLE_ARN',
    'CDK_DEFAULT_ACCOUNT',
    'HTTPS_PROXY',
    'https_proxy',
    'HTTP_PROXY',
    'ALL_PROXY',
    'NO_PROXY',
    'npm_config_https_proxy',
    'npm_config_proxy',
    'GLOBAL_AGENT_HTTP_PROXY',
  ])('drops %s', (name) => {
    expect(childEnvironment({ [name]: 'x' }, FACTS)).not.toHaveProperty(name);
  });

  it.each(['LANG', 'TERM', 'TMPDIR', 'NODE_OPTIONS', 'MY_AWS_NOTE'])('keeps %s', (name) => {
    expect(childEnvironment({ [name]: 'x' }, FACTS)).toHaveProperty(name, 'x');
  });

  it.each([
    ['AWS_ENDPOINT_URL', FACTS.endpoint],
    ['AWS_ACCESS_KEY_ID', 'test'],
    ['AWS_SECRET_ACCESS_KEY', 'test'],
    ['AWS_REGION', 'us-east-1'],
    ['AWS_DEFAULT_REGION', 'us-east-1'],
    ['AWS_CA_BUNDLE', FACTS.caFile],
    ['NODE_EXTRA_CA_CERTS', FACTS.caFile],
    ['AWS_CONFIG_FILE', '/dev/null'],
    ['AWS_SHARED_CREDENTIALS_FILE', '/dev/null'],
    ['AWS_EC2_METADATA_DISABLED', 'true'],
  ])('sets %s, whatever the shell and the caller say', (name, expected) => {
    expect(childEnvironment({ [name]: 'shell' }, FACTS, { [name]: 'caller' })[name]).toBe(expected);
  });

  it('gives CDK a private home and no telemetry', () => {
    expect(childEnvironment({ HOME: '/home/me', CDK_HOME: '/home/me/.cdk' }, FACTS)).toMatchObject({
      HOME: '/run/home',
      CDK_HOME: '/run/home/.cdk',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_VALIDATION: 'false',
    });
  });

  it('adds what the caller asks for', () => {
    expect(childEnvironment({}, FACTS, { DEMO_ROW: '3' })).toHaveProperty('DEMO_ROW', '3');
  });

  it('leaves the environment it was given as it was', () => {
    const shell = { AWS_PROFILE: 'prod' };
    childEnvironment(shell, FACTS);
    expect(shell).toEqual({ AWS_PROFILE: 'prod' });
  });
});

describe('serverEnvironment', () => {
  const server = { port: 4566, certificateFile: '/c', keyFile: '/k', home: '/h', temporary: '/t', state: '/s' };

  it('inherits nothing but PATH and LANG', () => {
    const shell = { PATH: '/usr/bin', LANG: 'de_DE.UTF-8' };
    const secrets = {
      NPM_TOKEN: 'x',
      AWS_ENDPOINT_URL: 'x',
      AWS_ACCESS_KEY_ID: 'x',
      NODE_EXTRA_CA_CERTS: 'x',
      NODE_OPTIONS: 'x',
    };

    expect(serverEnvironment({ ...shell, ...secrets }, server)).toEqual(serverEnvironment(shell, server));
  });

  it('listens on loopback only, with TLS, IAM enforcement and no second listener', () => {
    expect(serverEnvironment({}, server)).toMatchObject({
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: '4566',
      USE_SSL: '1',
      AUTH: 'true',
      IOT_MTLS_ENABLED: '0',
    });
  });

  it('names no endpoint, credentials or certificate store that would reach the functions', () => {
    const names = Object.keys(serverEnvironment({}, server));
    expect(names.filter((name) => name.startsWith('AWS_')).sort()).toEqual(['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']);
    expect(names).not.toContain('NODE_EXTRA_CA_CERTS');
  });
});

describe('seal', () => {
  it('removes AWS and CDK settings from this process, and reads no configuration files', () => {
    const own: NodeJS.ProcessEnv = { AWS_PROFILE: 'prod', AWS_USE_FIPS_ENDPOINT: 'true', CDK_ROLE_ARN: 'x', PATH: '/bin' };
    seal(own);
    expect(own).toEqual(
      expect.objectContaining({ PATH: '/bin', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' }),
    );
    expect(Object.keys(own)).not.toEqual(expect.arrayContaining(['AWS_PROFILE']));
    expect(own).not.toHaveProperty('AWS_USE_FIPS_ENDPOINT');
    expect(own).not.toHaveProperty('CDK_ROLE_ARN');
  });

  it('leaves the proxy that pip may need', () => {
    const own: NodeJS.ProcessEnv = { HTTPS_PROXY: 'http://proxy:3128' };
    seal(own);
    expect(own.HTTPS_PROXY).toBe('http://proxy:3128');
  });
});
