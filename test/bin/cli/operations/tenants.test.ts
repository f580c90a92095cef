// cdk-bulkhead tenants: which command the function is sent, and what people see of its answer.
import { type Answer, assumeRole, localAws, ROLE } from './local-aws';

const aws = localAws();
const RECORD = { tenantId: 'acme', status: 'active', services: ['issues', 'media'], placement: 'pool', version: 3 };
const FUNCTION = ['--function', 'Commands'];

const result = (value: unknown): Answer => ({ body: JSON.stringify(value), type: 'application/json' });
const commands = () => aws.server().received.map(({ body }) => JSON.parse(body));

beforeEach(() => {
  aws.answers['lambda:Invoke'] = () => result({ ok: true, record: RECORD, changed: true });
  aws.answers['sts:AssumeRole'] = assumeRole;
});

test.each<[argv: readonly string[], sent: object]>([
  [
    ['provision', 'acme', '--service', 'media', '--service', 'issues', '--placement', 'silo-1', '--client-token', 'order-7'],
    { command: 'provision', tenantId: 'acme', services: ['media', 'issues'], placement: 'silo-1', clientToken: 'order-7' },
  ],
  [['entitle', 'acme', '--service', 'media'], { command: 'entitle', tenantId: 'acme', service: 'media' }],
  [['revoke', 'acme', '--service', 'media'], { command: 'revoke', tenantId: 'acme', service: 'media' }],
  [['suspend', 'acme'], { command: 'suspend', tenantId: 'acme' }],
  [['activate', 'acme'], { command: 'activate', tenantId: 'acme' }],
])('%j', async (argv, sent) => {
  const { code, out, error } = await aws.run(['tenants', ...argv, ...FUNCTION]);

  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out).toBe('acme  active  services issues, media  placement pool  version 3\n');
  expect(commands()).toEqual([sent]);
  expect(aws.server().received[0]?.url).toBe('/2015-03-31/functions/Commands/invocations');
});

test('provisioning the same tenant again has the same client token, another tenant another one, and none is made twice by chance', async () => {
  const run = (...argv: string[]) => aws.run(['tenants', 'provision', ...argv, ...FUNCTION]);
  await run('acme', '--service', 'issues', '--service', 'media');
  await run('acme', '--service', 'media', '--service', 'issues');
  await run('acme', '--service', 'issues');
  await run('globex', '--service', 'issues', '--service', 'media');
  await run('--service', 'issues');
  await run('--service', 'issues');
  const tokens = commands().map(({ clientToken }) => clientToken);

  expect(tokens.filter((token) => !/^[A-Za-z0-9_-]{1,64}$/.test(token))).toEqual([]);
  expect(tokens[0]).toBe(tokens[1]);
  expect(new Set(tokens).size).toBe(5);
  expect(commands()[4]).not.toHaveProperty('tenantId');
});

test('says that nothing had to change, and what the service warns of', async () => {
  const warnings = ['no service is called "isues" in the app of this Tenant Context Service'];
  aws.answers['lambda:Invoke'] = () => result({ ok: true, record: RECORD, changed: false, warnings });
  const { code, out } = await aws.run(['tenants', 'entitle', 'acme', '--service', 'isues', ...FUNCTION]);

  expect(code).toBe(0);
  expect(out).toBe(
    `acme  active  services issues, media  placement pool  version 3  (nothing changed)\nwarning  ${warnings[0]}\n`,
  );
});

test('--json has the whole answer, and a version of its own', async () => {
  aws.answers['lambda:Invoke'] = () => result({ ok: true, record: RECORD, changed: true, version: 99 });
  const { out } = await aws.run(['tenants', 'suspend', 'acme', '--json', ...FUNCTION]);

  expect(JSON.parse(out)).toEqual({ version: 1, ok: true, record: RECORD, changed: true });
});

test.each<[code: string, argv: readonly string[], says: RegExp]>([
  ['tenant.unknown', ['suspend', 'acme'], /do +create the tenant/],
  ['tenant.exists', ['provision', 'acme'], /do +choose another id/],
  ['client-token.reused', ['provision', 'acme', '--client-token', 'x'], /do +leave out --client-token/],
  ['version.conflict', ['activate', 'acme'], /do +repeat the same command/],
  ['tenant.haunted', ['activate', 'acme'], /do +update the command or the service/],
  ['constructor', ['activate', 'acme'], /do +update the command or the service/],
  ['__proto__', ['activate', 'acme'], /do +update the command or the service/],
])('a refusal, %s, says what to do and ends with 1', async (code, argv, says) => {
  aws.answers['lambda:Invoke'] = () => result({ ok: false, code });
  const ended = await aws.run(['tenants', ...argv, ...FUNCTION]);

  expect(ended).toMatchObject({ code: 1, out: '' });
  expect(ended.error).toContain(`refused  ${code}\n`);
  expect(ended.error).toMatch(says);
});

test('a command that the service does not take is shown as the service saw it', async () => {
  aws.answers['lambda:Invoke'] = () =>
    result({ ok: false, code: 'command.invalid', seen: 'placement "a b"', expected: 'no space' });
  const { code, error } = await aws.run(['tenants', 'provision', 'acme', '--placement', 'a b', ...FUNCTION]);

  expect(code).toBe(1);
  expect(error).toBe(
    'refused  command.invalid\n  seen      placement "a b"\n  expected  no space\n  do        npx cdk-bulkhead tenants provision --help\n',
  );
});

test.each<[what: string, answer: () => Answer, says: RegExp]>([
  [
    'a function that fails',
    () => ({
      body: '{"errorType":"ProvisionedThroughputExceededException","trace":[]}',
      headers: { 'x-amz-function-error': 'Unhandled' },
    }),
    /Commands failed: ProvisionedThroughputExceededException/,
  ],
  ['another function', () => result({ statusCode: 200 }), /or it is not the commands function/],
  ['a record that is none', () => result({ ok: true, record: {}, changed: true }), /or it is not the commands function/],
  [
    'the record of another tenant',
    () => result({ ok: true, record: { ...RECORD, tenantId: 'other' }, changed: true }),
    /or it is not the commands function/,
  ],
  [
    'warnings that are none',
    () => result({ ok: true, record: RECORD, changed: true, warnings: { a: 1 } }),
    /or it is not the commands function/,
  ],
  [
    'an invalid command without reasons',
    () => result({ ok: false, code: 'command.invalid' }),
    /or it is not the commands function/,
  ],
  ['a function that answers nothing', () => ({ body: 'null' }), /or it is not the commands function/],
  ['a function that is not there', () => ({ error: 'ResourceNotFoundException', status: 404 }), /do +check --function/],
  [
    'a role that may not invoke it',
    () => ({ error: 'AccessDeniedException', status: 403 }),
    /do +use a role that was passed to grantCommands/,
  ],
])('%s ends with 3', async (_what, answer, says) => {
  aws.answers['lambda:Invoke'] = answer;
  const ended = await aws.run(['tenants', 'activate', 'acme', ...FUNCTION]);

  expect(ended).toMatchObject({ code: 3, out: '' });
  expect(ended.error).toMatch(says);
});

test('is sent by the role that is to be assumed', async () => {
  await aws.run(['tenants', 'activate', 'acme', '--role-arn', ROLE, ...FUNCTION]);

  expect(aws.asked()).toEqual(['sts:AssumeRole by AKIAUSER', 'lambda:Invoke by ASIAROLE']);
});

test.each<[argv: readonly string[], says: RegExp]>([
  [['suspend', ...FUNCTION], /was given no TENANT/],
  [['suspend'], /was given no TENANT/],
  [['entitle'], /was given no TENANT/],
  [['entitle', 'acme'], /was given no --service/],
  [['suspend', 'acme', 'globex', ...FUNCTION], /was given 2 tenants/],
  [['suspend', 'Acme Inc', ...FUNCTION], /the tenant is "Acme Inc"/],
  [['suspend', 'acme'], /was given no --function/],
  [['entitle', 'acme', ...FUNCTION], /was given no --service/],
  [['entitle', 'acme', '--service', 'a b', ...FUNCTION], /--service was "a b"/],
  [['provision', 'acme', '--servce', 'issues', ...FUNCTION], /did you mean --service\?/],
  [['delete', 'acme'], /there is no command "tenants delete"\n {2}expected {2}tenants provision,/],
])('refuses %j', async (argv, says) => {
  const ended = await aws.run(['tenants', ...argv]);

  expect(ended).toMatchObject({ code: 2, out: '' });
  expect(ended.error).toMatch(says);
  expect(commands()).toEqual([]);
});
