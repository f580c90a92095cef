// The rules of this area. A new rule is a file, and a line here.
export { transportPlainHttp } from './transport-plain-http';
export { transportTlsVersion } from './transport-tls-version';
