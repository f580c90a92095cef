// Addresses of the app's own APIs and buckets, which a local AWS serves below its one endpoint.

/** `value` is a string or a resolved `Fn::Join`. Returned unchanged if it is not the address of an API or a bucket. */
export function localAddress(value: unknown, endpoint: string): unknown {
  const parts = joinedParts(value);
  if (parts === undefined) return value;
  // An address has no angle bracket, so `<n>` can stand for the n-th intrinsic.
  const intrinsics: unknown[] = [];
  const text = parts
    .map((part) => {
      if (typeof part === 'string') return part;
      intrinsics.push(part);
      return `<${intrinsics.length - 1}>`;
    })
    .join('');
  const rewritten = text
    .replace(/^https:\/\/([^./]+)\.execute-api\.[^/]+\//, (_all, api: string) => `${endpoint}/_aws/execute-api/${api}/`)
    .replace(/^https:\/\/([^./]+)\.s3\.[^/]+/, (_all, bucket: string) => `${endpoint}/${bucket}`);
  if (rewritten === text) return value;
  const joined = rewritten
    .split(/<(\d+)>/)
    .map((piece, index) => (index % 2 === 1 ? intrinsics[Number(piece)] : piece))
    .filter((piece) => piece !== '');
  return { 'Fn::Join': ['', joined] };
}

function joinedParts(value: unknown): unknown[] | undefined {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || !('Fn::Join' in value)) return undefined;
  const [separator, parts] = (value as { 'Fn::Join': [unknown, unknown] })['Fn::Join'];
  return separator === '' && Array.isArray(parts) ? parts : undefined;
}
