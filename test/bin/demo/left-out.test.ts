import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leftOut, printLeftOut } from '../../../bin/demo/left-out';
import { LocalCloud } from '../../../lib';
import { synthesiseReference } from '../../examples/reference-templates';

const folder = mkdtempSync(join(tmpdir(), 'left-out-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('counts each change once, whatever statement or variable it is about, and nothing else', () => {
  const change = (data: string) => ({ type: 'bulkhead:local-change', data });
  writeFileSync(
    join(folder, 'A.metadata.json'),
    JSON.stringify({
      '/A/One': [change('left out: AWS::EC2::FlowLog is unknown to a local AWS'), { type: 'aws:cdk:warning', data: 'no' }],
      '/A/Two': [change('Signer: condition left out: the local AWS never sets kms:SigningAlgorithm')],
    }),
  );
  writeFileSync(
    join(folder, 'B.metadata.json'),
    JSON.stringify({
      '/B/One': [change('Other: condition left out: the local AWS never sets kms:SigningAlgorithm'), { type: 'bulkhead:else' }],
    }),
  );
  writeFileSync(join(folder, 'B.template.json'), 'not JSON');

  expect(leftOut(folder)).toEqual([
    { change: 'condition left out: the local AWS never sets kms:SigningAlgorithm', places: 2 },
    { change: 'left out: AWS::EC2::FlowLog is unknown to a local AWS', places: 1 },
  ]);
});

test('an assembly that was never made has no list', () => {
  expect(leftOut(join(folder, 'nowhere'))).toEqual([]);
});

test('the reference app’s assembly holds every change that LocalCloud made', () => {
  let made = 0;
  const { assembly } = synthesiseReference({
    finish: (app) => {
      const localCloud = LocalCloud.applyTo(app, { endpoint: 'https://localhost:4566' });
      app.node.addValidation({
        validate: () => {
          made = localCloud.changes.length;
          return [];
        },
      });
    },
  });
  const list = leftOut(assembly.directory);

  expect(made).toBeGreaterThan(40);
  expect(list.reduce((sum, { places }) => sum + places, 0)).toBe(made);
  expect(printLeftOut(list, 100)).toContain(' 18 × left out: a local AWS does not support AWS::EC2::NetworkAclEntry');
  expect(
    Math.max(
      ...printLeftOut(list, 100)
        .split('\n')
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(100);
});
