// Says which versions this run is on, as the tests themselves resolve them, and holds them against what .ci/run asked for.
import { version as cdk } from 'aws-cdk-lib/package.json';
import { version as constructs } from 'constructs/package.json';

test('aws-cdk-lib and constructs are the versions that CI asked for', () => {
  process.stdout.write(`tests run on aws-cdk-lib ${cdk}, constructs ${constructs}\n`);

  expect(`${cdk} ${constructs}`).toBe(`${process.env.NEWEST_CDK} ${process.env.NEWEST_CONSTRUCTS}`);
});
