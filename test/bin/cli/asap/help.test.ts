// Help, the commands that there are not, and that no message shows a secret that was given in the wrong place.
import { HELP, HELP_OF } from '../../../../bin/cli/help';
import { withoutSecrets } from '../../../../bin/cli/without-secrets';
import { tokenWith } from '../../../lambda/tokens';
import { ran } from '../ran';
import { privatePem } from './keys';

const COMMANDS = ['keygen', 'token', 'inspect', 'verify'] as const;

describe('help', () => {
  test.each<readonly string[]>([
    ['asap'],
    ['asap', '--help'],
    ['asap', '-h'],
    ['asap', 'help'],
    ['help', 'asap'],
    ['help', 'asap', '--help'],
  ])('%s %s', async (...argv) => {
    expect(await ran(argv)).toEqual({ code: 0, out: HELP_OF.asap, error: '' });
  });

  test.each(COMMANDS)('of asap %s', async (command) => {
    const text = { code: 0, out: HELP_OF[`asap ${command}`], error: '' };

    for (const argv of [
      ['asap', command, '--help'],
      ['asap', command, '-h'],
      ['asap', 'help', command],
      ['help', 'asap', command],
    ])
      expect(await ran(argv)).toEqual(text);
  });

  test('names every command, and every line fits a terminal', async () => {
    for (const command of COMMANDS) {
      expect(HELP).toContain(`asap ${command}`);
      expect(HELP_OF.asap).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    }
    for (const text of [HELP, ...Object.values(HELP_OF)])
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(112);
  });

  test('has examples that can be typed where the package is installed', () => {
    const examples = [HELP, ...Object.values(HELP_OF)]
      .flatMap((text) => text.split('\n'))
      .filter((line) => /^ {2,6}\S.*cdk-bulkhead /.test(line));

    expect(examples.length).toBeGreaterThan(10);
    for (const line of examples) expect(line).toMatch(/npx cdk-bulkhead /);
  });

  test('says where a token is seen that is given as an argument, and how to name a private CA', () => {
    for (const command of ['asap inspect', 'asap verify'] as const)
      expect(HELP_OF[command].replace(/\s+/g, ' ')).toMatch(/Prefer -: the shell's history keeps a token that is an argument/);
    expect(HELP_OF['asap verify']).toContain('NODE_EXTRA_CA_CERTS');
  });
});

describe('a command that there is not', () => {
  test.each<readonly string[]>([
    ['asap', 'sign'],
    ['asap', 'help', 'sign'],
    ['help', 'asap', 'sign'],
  ])('%s %s', async (...argv) => {
    const { code, out, error } = await ran(argv);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toBe(
      'cdk-bulkhead: there is no command "asap sign"\n  expected  asap keygen, asap token, asap inspect or asap verify\n  do        npx cdk-bulkhead asap --help\n',
    );
  });

  test.each([['constructor'], ['toString'], ['__proto__'], ['']])('%j', async (name) => {
    expect((await ran(['asap', name])).code).toBe(2);
    expect((await ran([`${name} `])).code).toBe(2);
    expect((await ran([name])).code).toBe(2);
  });

  test('a command with its subcommand in one word is none', async () => {
    expect((await ran(['asap verify', '-'], 'x')).error).toContain('there is no command "asap verify"');
  });
});

describe('no message shows', () => {
  const token = tokenWith({});
  const pem = privatePem('rsa');
  const uri = `data:application/pkcs8;kid=a%2Fk;base64,${pem.replace(/-----.*-----|\n/g, '')}`;
  const verify = ['asap', 'verify', '--audience', 'a'];
  const sign = ['asap', 'token', '--issuer', 'a', '--key-id', 'a/k', '--audience', 'b'];

  test.each<[where: string, argv: (secret: string) => readonly string[]]>([
    ['for a command', (secret) => [secret]],
    ['for a command of asap', (secret) => ['asap', secret]],
    ['for a topic', (secret) => ['help', secret]],
    ['twice', (secret) => ['asap', 'inspect', secret, secret]],
    ['for an option', (secret) => ['asap', 'inspect', `--${secret}`]],
    ['as a switch’s value', (secret) => ['asap', 'inspect', `--json=${secret}`]],
    ['for an issuer', (secret) => [...verify, `--issuer=${secret} `, '-']],
    ['for a public key', (secret) => [...verify, '--issuer', 'b', `--public-key=${secret}`, 'x']],
    ['for a key repository', (secret) => [...verify, '--issuer', 'b', `--key-repository=${secret}`, 'x']],
    ['for a leeway', (secret) => [...verify, '--issuer', 'b', '--public-key', 'k', `--leeway=${secret}`, 'x']],
    ['for a private key', (secret) => [...sign, `--private-key=${secret}`]],
    ['for an algorithm', (secret) => [...sign, '--private-key', 'k', `--algorithm=${secret}`]],
    ['for a key id', (secret) => [...sign.slice(0, 4), `--key-id=${secret} `, '--audience', 'b', '--private-key', 'k']],
    ['for a claim', (secret) => [...sign, '--private-key', 'k', `--claim=x:=${secret}`]],
    ['for the name of a claim', (secret) => [...sign, '--private-key', 'k', `--claim=${secret}:=`]],
    ['for a path', (secret) => ['verify', secret]],
  ])('a secret that was given %s', async (_where, argv) => {
    for (const secret of [token, `Bearer ${token}`, pem, uri]) {
      const { code, out, error } = await ran(argv(secret), '');

      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(error).not.toContain(token.slice(-40));
      expect(error).not.toContain(token.split('.')[1]?.slice(0, 40));
      for (const line of pem.split('\n').slice(1, -2)) expect(error).not.toContain(line);
    }
  });

  test('a secret within a bug', async () => {
    const stdin = () => {
      throw new TypeError(`cannot read ${token} and ${pem}`);
    };
    const { code, error } = await ran(['asap', 'inspect', '-'], '', { stdin });

    expect(code).toBe(70);
    expect(error).toContain('cannot read <token> and <PEM>');
    expect(error).not.toContain(token.slice(0, 30));
  });

  test('nor does one that is looked for take longer than the text is long', () => {
    for (const text of ['eyJ-', 'eyJ.', '-----BEGIN', 'data:application/pkcs8'])
      expect(withoutSecrets(text.repeat(500_000)).length).toBeGreaterThan(0);
  });

  test('what only looks alike stays', () => {
    for (const text of ['eyJ is no token', 'lambda.amazonaws.com', 'stacks/Eye/eyewitness.json', 'arn:aws:iam::1:role/a.b'])
      expect(withoutSecrets(text)).toBe(text);
  });
});
