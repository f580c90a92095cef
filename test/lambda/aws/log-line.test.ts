// What a function's log line is, when it leaves the process of the bundled function: CloudWatch takes metrics from whole JSON lines.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { functionEnvironment } from '../function-environment';

const ENV = { ...functionEnvironment('https://keys.invalid'), PATH: process.env.PATH };

/** As Lambda's console does, in either log format. */
const PREFIXED = `console.log = (text) => process.stdout.write('2027-01-15T08:00:00.000Z\\trequest-1\\tINFO\\t' + text + '\\n');`;
const WRAPPED = `console.log = (message) => process.stdout.write(JSON.stringify({ level: 'INFO', message }) + '\\n');`;

it.each([
  ['authorizer', 'text', PREFIXED, {}, 'token.missing'],
  ['authorizer', 'JSON', WRAPPED, {}, 'token.missing'],
  ['session-broker', 'text', PREFIXED, { tenant: 'acme' }, 'session.request'],
  ['session-broker', 'JSON', WRAPPED, { tenant: 'acme' }, 'session.request'],
])('of the %s is one JSON document, with %s as the log format', (name, _format, patched, event, reason) => {
  const handler = join(__dirname, '../../../assets', name, 'index.js');
  const program = `${patched}
require(${JSON.stringify(handler)}).handler(${JSON.stringify(event)}, { awsRequestId: 'request-1' }).catch(() => undefined);`;
  const lines = execFileSync(process.execPath, ['-e', program], { env: ENV, encoding: 'utf8' }).trim().split('\n');

  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      decision: 'deny',
      reason,
      _aws: expect.objectContaining({ CloudWatchMetrics: expect.any(Array) }),
    }),
  ]);
});
