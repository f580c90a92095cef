// Reads of a private key repository, signed as its readers' functions sign them.
import { signedHeaders } from '../../../lambda/aws/signature-v4';
import { httpsRequest } from '../../../lambda/runtime/http/https-request';
import type { Read } from '../../../lambda/runtime/http/plain-reads';
import type { AwsOptions } from '../options/aws';
import { accessTo } from './access';
import { answered, noRegion } from './aws-errors';

/** Of a bucket's own address, `<bucket>.s3.<region>.amazonaws.com`, which is where its requests are signed for. */
const REGION_IN_HOST = /\.s3[.-]([a-z]{2}(?:-[a-z]+)+-\d+)\./;

export function signedReads(options: AwsOptions): Read {
  const { client, agent } = accessTo(options);
  return async (url, headers, timeoutMilliseconds) => {
    const region = REGION_IN_HOST.exec(url.host)?.[1] ?? client.region;
    if (region === undefined) throw noRegion('the Region of the bucket');
    const credentials = await answered('the credentials', () => client.credentials());
    const signed = signedHeaders({ service: 's3', region, method: 'GET', url, headers: { ...headers } }, credentials);
    return httpsRequest(url, { method: 'GET', headers: signed, timeoutMilliseconds, agent });
  };
}
