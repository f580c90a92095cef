#!/usr/bin/env node
// The command `cdk-bulkhead`: proves isolation from templates, of any CDK or CloudFormation project; makes and reads ASAP tokens.
import { streamed } from './input';
import { run } from './run';

const color = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
// A reader that has enough, such as `head`, closes the pipe: no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
// Until there is a verdict: a program that comes to its end without one must not look as if it had accepted something.
process.exitCode = 70;
run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  color,
  width: process.stdout.columns ?? 120,
  stdin: () => streamed(0, 'standard input'),
  clock: Date.now,
}).then((code) => {
  // Set, not called: standard output may be a pipe that has not taken everything yet.
  process.exitCode = code;
});
