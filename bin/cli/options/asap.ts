// The options of the commands about ASAP tokens: `cdk-bulkhead asap …`.
import {
  ASAP_MAX_LIFETIME_SECONDS,
  DEFAULT_LEEWAY_SECONDS,
  DEFAULT_MAX_TOKEN_LIFETIME_SECONDS,
  MAX_LEEWAY_SECONDS,
} from '../../../contract';
import { ASAP_ALGORITHMS } from '../commands/asap/algorithms';
import { counted } from '../output';
import { keygenOptions, tokenOptions } from './asap-making';
import type { AsapOptions, AsapVerifyOptions } from './asap-options';
import { checkedAlgorithm, checkedIssuer } from './asap-words';
import { AWS_FLAGS, awsOptions } from './aws';
import { HELP_SWITCH, SWITCH, TEXT, Words } from './words';

const FLAGS = {
  'asap keygen': { help: HELP_SWITCH, issuer: TEXT, algorithm: TEXT, 'key-id': TEXT, out: TEXT },
  'asap token': {
    ...{ help: HELP_SWITCH, issuer: TEXT, 'key-id': TEXT, audience: TEXT, 'private-key': TEXT, subject: TEXT },
    ...{ lifetime: TEXT, algorithm: TEXT, tenant: TEXT, claim: TEXT, 'signing-pointer': TEXT, ...AWS_FLAGS },
  },
  'asap inspect': { help: HELP_SWITCH, json: SWITCH },
  'asap verify': {
    ...{ help: HELP_SWITCH, audience: TEXT, issuer: TEXT, 'public-key': TEXT, 'key-repository': TEXT, algorithm: TEXT },
    ...{ leeway: TEXT, 'max-lifetime': TEXT, 'any-subject': SWITCH, json: SWITCH },
    ...{ signed: SWITCH, ...AWS_FLAGS },
  },
} as const;

/** @throws UsageError */
export function asapOptions(command: AsapOptions['command'], args: readonly string[]): AsapOptions | 'help' {
  const words = new Words(command, FLAGS[command], args);
  if (words.isOn('help')) return 'help';
  switch (command) {
    case 'asap keygen':
      return keygenOptions(words);
    case 'asap token':
      return tokenOptions(words);
    case 'asap inspect':
      return { command, token: onlyToken(words), json: words.isOn('json') };
    case 'asap verify':
      return verifyOptions(words);
  }
}

function verifyOptions(words: Words): AsapVerifyOptions {
  const algorithms = words.all('algorithm').map((name) => checkedAlgorithm(words, name));
  return {
    command: 'asap verify',
    token: onlyToken(words),
    audience: words.required('audience'),
    issuers: words.requiredAll('issuer').map((issuer) => checkedIssuer(words, issuer)),
    keys: keysOf(words),
    algorithms: algorithms.length > 0 ? algorithms : ASAP_ALGORITHMS,
    leewaySeconds: words.seconds('leeway', 0, MAX_LEEWAY_SECONDS, DEFAULT_LEEWAY_SECONDS),
    maxLifetimeSeconds: words.seconds('max-lifetime', 1, ASAP_MAX_LIFETIME_SECONDS, DEFAULT_MAX_TOKEN_LIFETIME_SECONDS),
    anySubject: words.isOn('any-subject'),
    json: words.isOn('json'),
  };
}

function keysOf(words: Words): AsapVerifyOptions['keys'] {
  const [file, repository] = [words.one('public-key'), words.one('key-repository')];
  const needless = ['signed', ...Object.keys(AWS_FLAGS)].find((name) => words.isOn(name) || words.all(name).length > 0);
  if ((file ?? '') !== '' && repository === undefined) {
    if (needless === undefined) return { file: String(file) };
    throw words.refused(
      `--${needless} was given with --public-key`,
      '--key-repository URL instead of --public-key, or no AWS option',
    );
  }
  if (file !== undefined || repository === undefined)
    throw words.refused(
      file === undefined ? 'asap verify was given no key' : '--public-key and --key-repository were both given',
      'either --public-key FILE or --key-repository URL',
    );
  const url = URL.canParse(repository) ? new URL(repository) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    // Without the address itself, which may hold a password.
    throw words.refused(
      '--key-repository is not the address of a key repository',
      'an https URL without user, query or fragment',
    );
  }
  // Who names a profile means that the read is signed.
  return { repository, ...(needless !== undefined && { signed: awsOptions(words) }) };
}

function onlyToken(words: Words): string {
  const [token, ...more] = words.others;
  if (token !== undefined && more.length === 0) return token;
  throw words.refused(
    `${words.command} was given ${counted(words.others.length, 'token')}`,
    'one token, or - for standard input',
  );
}
