// The rules of this room. A new one is a file, and a line here.
export { transportPlainHttp } from './transport-plain-http';
export { transportTlsVersion } from './transport-tls-version';
