// The jar that jsii-pacmak makes of the tarball.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cache, generate, progress, removeTemporaryFolders, run } from './tarball';

afterAll(removeTemporaryFolders);

test('jsii-pacmak makes a jar with the constructs and the package in it', () => {
  progress('jsii-pacmak, Java (the first time with the downloads of Maven)');
  const folder = generate('java', ['--maven-local-repository', cache('maven')]);
  const jars = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.jar'));
  const jar = jars.find((file) => !/-(javadoc|sources)\.jar$/.test(file));

  expect(jar).toMatch(/^io\/github\/cdkbulkhead\/cdk-bulkhead\/[\d.]+\/cdk-bulkhead-[\d.]+\.jar$/);
  const files = run('jar', ['tf', join(folder, jar ?? '')]).split('\n');
  expect(files).toEqual(
    expect.arrayContaining([
      'io/github/cdkbulkhead/TenantService.class',
      'io/github/cdkbulkhead/TenantServiceProps$Builder.class',
      expect.stringMatching(/^io\/github\/cdkbulkhead\/cdk-bulkhead@[\d.]+\.jsii\.tgz$/),
    ]),
  );
});
