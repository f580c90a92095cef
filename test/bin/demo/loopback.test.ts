// The endpoint check that keeps the demo on this computer.
import { loopbackEndpoint } from '../../../bin/demo/loopback';

describe('loopbackEndpoint', () => {
  it.each([
    ['https://127.0.0.1:4566', 'https://127.0.0.1:4566'],
    ['https://127.0.0.1:4566/', 'https://127.0.0.1:4566'],
    ['https://127.9.8.7:1', 'https://127.9.8.7:1'],
    ['https://localhost:4566', 'https://localhost:4566'],
    ['HTTPS://LOCALHOST:4566', 'https://localhost:4566'],
    ['https://[::1]:4566', 'https://[::1]:4566'],
    ['https://localhost', 'https://localhost'],
    // Other spellings of a loopback address leave as the address itself, which is what is called afterwards.
    ['https://127.1:4566', 'https://127.0.0.1:4566'],
    ['https://0x7f000001', 'https://127.0.0.1'],
    ['https://[0:0:0:0:0:0:0:1]:4566', 'https://[::1]:4566'],
  ])('accepts %s', (given, expected) => {
    expect(loopbackEndpoint(given)).toBe(expected);
  });

  it.each([
    ['a real service', 'https://sts.us-east-1.amazonaws.com'],
    ['a loopback address as a prefix of a name', 'https://127.0.0.1.evil.com'],
    ['localhost as a prefix of a name', 'https://localhost.evil'],
    ['localhost as a suffix of a name', 'https://evil-localhost:4566'],
    ['a name below localhost', 'https://s3.localhost:4566'],
    ['a trailing dot', 'https://localhost.:4566'],
    ['a name that resolves to loopback today', 'https://localhost.localstack.cloud:4566'],
    ['the unspecified address', 'https://0.0.0.0:4566'],
    ['the unspecified IPv6 address', 'https://[::]:4566'],
    ['an IPv4-mapped address', 'https://[::ffff:127.0.0.1]:4566'],
    ['another computer', 'https://192.168.1.10:4566'],
    ['the metadata service', 'https://169.254.169.254'],
    ['128.0.0.1', 'https://128.0.0.1'],
    ['an address as a user name', 'https://127.0.0.1:4566@evil.com/'],
    ['localhost as a user name', 'https://localhost@evil.com'],
    ['a user name before loopback', 'https://evil.com@127.0.0.1:4566'],
    ['a backslash before another host', 'https://evil.com\\@127.0.0.1'],
    ['a fragment before another host', 'https://evil.com#@127.0.0.1'],
    ['plain HTTP', 'http://127.0.0.1:4566'],
    ['another scheme', 'ftp://127.0.0.1'],
    ['a file', 'file:///etc/passwd'],
    ['no scheme', '127.0.0.1:4566'],
    ['a path', 'https://127.0.0.1:4566/restapis'],
    ['a query', 'https://127.0.0.1:4566/?a=b'],
    ['nothing', ''],
  ])('refuses %s', (_name, given) => {
    expect(() => loopbackEndpoint(given)).toThrow(expect.objectContaining({ code: 'endpoint.not-loopback', exitCode: 13 }));
  });
});
