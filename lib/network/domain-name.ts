// Which names a DNS allow-list may contain.

/**
 * Whether a resolved value is a name of two or more parts. A value that only the deployment knows counts as one part. It may be the
 * whole name only if it is an attribute of something.
 */
export function isDomainName(resolved: unknown): boolean {
  if (typeof resolved === 'string') return /^(?:\*\.)?(?:[a-z0-9_-]+\.)+[a-z0-9-]+$/i.test(resolved);
  const [[name, argument] = ['', undefined]] = Object.entries((resolved ?? {}) as object);
  if (name !== 'Fn::Join') return name === 'Ref' || name === 'Fn::GetAtt' || name === 'Fn::ImportValue' || name === 'Fn::Select';
  const [separator, parts] = argument as [string, unknown[]];
  const text = parts.map((part) => (typeof part === 'string' ? part : 'deployed')).join(separator);
  return isDomainName(text) && parts.some((part) => typeof part === 'string' && /[a-z0-9]/i.test(part));
}
