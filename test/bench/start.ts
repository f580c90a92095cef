// How long a function takes from nothing to its first answer: the authorizer as it is bundled, against the same one with the SDK's
// DynamoDB client, each over a handler that does nothing. Every measurement is a process of its own: what counts is loading.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { AUTHORIZATION_HEADER, TENANT_HEADER } from '../../contract';
import { functionEnvironment } from '../lambda/function-environment';
import { type Loopback, loopback } from '../lambda/loopback';
import { keyPair, pemOf, signatureOf, validClaims, validHeader } from '../lambda/tokens';
import { median, medianInterval, type Row } from './harness';

const {
  FUNCTION_BUNDLE,
}: { FUNCTION_BUNDLE: BuildOptions & { plugins: Plugin[] } } = require('../../scripts/function-bundle.cjs');

const run = promisify(execFile);
const ROOT = join(__dirname, '..', '..');
const CYCLES = 25;
/** Of each the fastest: what slows a process down that does the same every time is another one. */
const RUNS = 3;
const GOAL = 0.45;

/** Loads a handler, as the Lambda service does, sends one event, and says how long it took since the process began. */
const RUNNER = `
const { handler } = require(process.argv[2]);
handler(JSON.parse(process.argv[3])).then(
  (answer) => console.log('took', performance.now(), answer?.policyDocument?.Statement[0].Effect ?? 'nothing'),
  (error) => { console.error(error); process.exitCode = 1; },
);`;

const EMPTY = 'export const handler = async () => undefined;';

/** The catalogue read as AWS's documentation shows it. */
const WITH_SDK = `
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
export function catalogueReader({ endpoint, tableName }) {
  const client = new DynamoDBClient({ endpoint: endpoint.href });
  return async (tenantId) => {
    const Key = { pk: { S: tenantId }, sk: { S: 'context' } };
    const { Item } = await client.send(new GetItemCommand({ TableName: tableName, ConsistentRead: true, Key }));
    return { tenantId, status: Item.status.S, placement: Item.placement.S, services: Item.services.L.map(({ S }) => S), version: Number(Item.version.N) };
  };
}`;

export async function start(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-bench-'));
  const aws = await localAws();
  try {
    const empty = await bundled(folder, 'empty', EMPTY);
    const authorizer = `export { handler } from ${JSON.stringify(join(ROOT, 'lambda/functions/authorizer/index.ts'))};`;
    const ours = await bundled(folder, 'ours', authorizer);
    const withSdk = await bundled(folder, 'with-sdk', authorizer, WITH_SDK);
    const certificate = join(folder, 'ca.pem');
    writeFileSync(certificate, aws.certificate);
    const runner = join(folder, 'run.js');
    writeFileSync(runner, RUNNER);
    const took = async (file: string, expected: string): Promise<number> => {
      const env = { ...environment(aws.url), NODE_EXTRA_CA_CERTS: certificate, PATH: process.env.PATH };
      const { stdout } = await run(process.execPath, [runner, file, JSON.stringify(event())], { env });
      const [, time, effect] = /took ([\d.]+) (\w+)/.exec(stdout) ?? [];
      if (effect !== expected) throw new Error(`the answer is ${effect}, expected ${expected}`);
      return Number(time);
    };
    const ratios: number[] = [];
    const overEmpty: number[] = [];
    for (let cycle = -2; cycle < CYCLES; cycle += 1) {
      const times: [number, number, number][] = [];
      for (let run = 0; run < RUNS; run += 1)
        times.push([await took(empty, 'nothing'), await took(ours, 'Allow'), await took(withSdk, 'Allow')]);
      const fastest = (index: 0 | 1 | 2) => Math.min(...times.map((run) => run[index]));
      const [base, own, sdk] = [fastest(0), fastest(1), fastest(2)];
      // The first ones fill the system's file cache.
      if (cycle < 0) continue;
      ratios.push((own - base) / (sdk - base));
      overEmpty.push(own / base);
    }
    return [
      row('first answer over an empty handler', ratios, 'the same with @aws-sdk/client-dynamodb', GOAL),
      row('process to first answer', overEmpty, 'an empty handler'),
    ];
  } finally {
    await aws.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function row(name: string, ratios: readonly number[], reference: string, goal: number | null = null): Row {
  const { low, high } = medianInterval(ratios);
  const ratio = median(ratios);
  return { name, ratio, low, high, reference, goal, met: goal === null ? null : high <= goal };
}

function replacing(catalogueReader: string): Plugin {
  return {
    name: 'another catalogue reader',
    setup: ({ onLoad }) =>
      void onLoad({ filter: /lambda\/aws\/catalogue-reader\.ts$/ }, () => ({
        contents: catalogueReader,
        resolveDir: ROOT,
        loader: 'js',
      })),
  };
}

/** As it is published. */
async function bundled(folder: string, name: string, contents: string, catalogueReader?: string): Promise<string> {
  const outfile = join(folder, name, 'index.js');
  await build({
    ...FUNCTION_BUNDLE,
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    outfile,
    plugins: [...FUNCTION_BUNDLE.plugins, ...(catalogueReader === undefined ? [] : [replacing(catalogueReader)])],
  });
  writeFileSync(join(folder, name, 'package.json'), '{"type":"commonjs"}');
  return outfile;
}

/** A key repository and DynamoDB, which answer at once. */
function localAws(): Promise<Loopback> {
  const pem = pemOf(keyPair('rsa').publicKey);
  const text = (S: string) => ({ S });
  const Item = {
    pk: text('acme'),
    sk: text('context'),
    status: text('active'),
    placement: text('pool'),
    services: { L: [text('orders')] },
    version: { N: '1' },
  };
  return loopback((response, { method }) =>
    method === 'GET'
      ? response.setHeader('content-type', 'application/x-pem-file').end(pem)
      : response.setHeader('content-type', 'application/x-amz-json-1.0').end(JSON.stringify({ Item })),
  );
}

function environment(url: string): { readonly [name: string]: string } {
  return {
    ...functionEnvironment(url),
    AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
    AWS_ENDPOINT_URL_DYNAMODB: url,
  };
}

function event(): object {
  const now = Math.floor(Date.now() / 1000);
  const signed = [validHeader('RS256', 'gateway/k1'), validClaims({ iat: now, nbf: now, exp: now + 300 })]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const token = `${signed}.${signatureOf('RS256', keyPair('rsa').privateKey, signed).toString('base64url')}`;
  const headers = { [AUTHORIZATION_HEADER]: `Bearer ${token}`, [TENANT_HEADER]: 'acme' };
  return {
    type: 'REQUEST',
    methodArn: 'arn:aws:execute-api:eu-central-1:111122223333:abcdef1234/live/GET/orders',
    httpMethod: 'GET',
    resource: '/orders',
    headers,
    requestContext: { requestId: '1', resourcePath: '/orders', httpMethod: 'GET' },
  };
}
