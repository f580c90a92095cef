// Names that stand for many: `Get*` in policies, `aws:RequestTag/${TagKey}` and `s3:ExistingObjectTag/<key>` in AWS's reference.

const escaped = (text: string): string => text.replace(/[.+^${}()|[\]\\]/g, '\\$&');

/** IAM's wildcards, `*` and `?`. Case is nothing. */
export function wildcards(pattern: string): (name: string) => boolean {
  // Runs of `*` are one: otherwise each would multiply the ways to match.
  const parts = pattern
    .replace(/\*+/g, '*')
    .split('*')
    .map((part) => escaped(part).replace(/\?/g, '.'));
  // Lazily from star to star, without going back: what fits first fits best.
  const expression = new RegExp(`^${parts.join('.*?')}$`, 'i');
  return (name) => expression.test(name);
}

/** Whether AWS's name of a key, variables in it, stands for this key. Someone may write the variable as `*`, or leave it. */
export function standsFor(reference: string, key: string): boolean {
  const [known, asked] = [reference.toLowerCase(), key.toLowerCase()];
  if (known === asked) return true;
  if (!known.includes('${') && !known.includes('<')) return false;
  const parts = known.split(/\$\{[^}]*\}|<[^>]*>/).map(escaped);
  return new RegExp(`^${parts.join('.+')}$`).test(asked);
}
