// Error messages quote what was given, and what was given by mistake may be a token or a private key. In time that grows with the text
// alone: what a template holds may be quoted, too.

const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [\s\S]*/g, '<PEM>'],
  // `{"` in base64url, which every token begins with, and a part behind it.
  [/(?<![\w-])eyJ[\w-]*(?:\.[\w-]*)+/g, '<token>'],
  // How ASAP's implementations hand over private keys in the environment.
  [/data:application\/pkcs8\S*/g, '<private key>'],
];

export function withoutSecrets(text: string): string {
  return SECRETS.reduce((left, [secret, name]) => left.replace(secret, name), text);
}
