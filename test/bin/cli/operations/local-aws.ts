// A server on loopback that answers as AWS's services do, and the environment of a user who has credentials for it.
import type { ServerResponse } from 'node:http';
import { type Loopback, loopback, type Received } from '../../../lambda/loopback';
import { KeyFiles } from '../asap/keys';
import { type Ended, ran } from '../ran';

/** What a service answers to an operation: JSON, or an error by its name. */
export type Answer = object | { readonly error: string; readonly message?: string; readonly status?: number };

/** By service and operation: `ssm:GetParameter`, `lambda:Invoke`, `s3:GET`. */
export type Answers = { [operation: string]: ((request: Received) => Answer) | undefined };

export const SECRET_KEY = 'the-secret-access-key-of-the-user';

export interface LocalAws {
  readonly server: () => Loopback;
  readonly answers: Answers;
  /** Operations in the order in which they were asked for, each with the access key that signed. */
  readonly asked: () => string[];
  readonly files: KeyFiles;
  /** A run of the command in the user's environment. */
  readonly run: (argv: readonly string[], environment?: { readonly [name: string]: string | undefined }) => Promise<Ended>;
}

export function localAws(): LocalAws {
  const files = new KeyFiles();
  const answers: Answers = {};
  let server: Loopback;
  let bundle: string;
  beforeAll(async () => {
    server = await loopback((response, request) => respond(response, request, answers));
    bundle = files.file('ca.pem', server.certificate);
  });
  afterAll(() => server.close());
  beforeEach(() => {
    for (const name of Object.keys(answers)) delete answers[name];
    server.received.length = 0;
  });
  const run: LocalAws['run'] = async (argv, environment = {}) => {
    const before = { ...process.env };
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: server.url,
      AWS_CA_BUNDLE: bundle,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIAUSER',
      AWS_SECRET_ACCESS_KEY: SECRET_KEY,
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    for (const [name, value] of Object.entries(environment)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    try {
      return await ran(argv);
    } finally {
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
      Object.assign(process.env, before);
    }
  };
  const asked = () =>
    server.received.map(
      (request) =>
        `${operationOf(request)} by ${/Credential=(\w+)\//.exec(request.headers.authorization ?? '')?.[1] ?? 'nobody'}`,
    );
  return { server: () => server, answers, asked, files, run };
}

function operationOf({ method, url = '', headers, body }: Received): string {
  const target = String(headers['x-amz-target'] ?? '');
  if (target.startsWith('AmazonSSM.')) return `ssm:${target.slice('AmazonSSM.'.length)}`;
  if (target.startsWith('TrentService.')) return `kms:${target.slice('TrentService.'.length)}`;
  if (url.startsWith('/2015-03-31/functions/')) return 'lambda:Invoke';
  if (body.includes('Action=AssumeRole')) return 'sts:AssumeRole';
  return `s3:${method}`;
}

function respond(response: ServerResponse, request: Received, answers: Answers): void {
  const operation = operationOf(request);
  const answer = answers[operation]?.(request) ?? { error: 'NotExpected', message: `nobody expected ${operation}` };
  const {
    error,
    message = '',
    status = 400,
    body,
    type,
    headers,
  } = answer as {
    [name: string]: string | undefined;
  } & { status?: number; headers?: { [name: string]: string } };
  if (body !== undefined)
    response.writeHead(status === 400 ? 200 : status, { 'content-type': type ?? 'text/plain', ...headers }).end(body);
  else if (error !== undefined && operation === 'sts:AssumeRole')
    response
      .writeHead(403, { 'content-type': 'text/xml' })
      .end(`<ErrorResponse><Error><Type>Sender</Type><Code>${error}</Code><Message>${message}</Message></Error></ErrorResponse>`);
  else if (error !== undefined)
    response
      .writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': error })
      .end(JSON.stringify({ __type: error, message }));
  else response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
}

export const ROLE = 'arn:aws:iam::111122223333:role/edge-operator';

/** STS gives a session of the role. */
export const assumeRole = (): Answer => ({
  type: 'text/xml',
  body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>${SECRET_KEY}</SecretAccessKey><SessionToken>session</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
});
