// The jar that jsii-pacmak makes of the tarball.
import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cache, generate, lockedVersion, progress, removeTemporaryFolders, run, temporaryFolder } from './tarball';

afterAll(removeTemporaryFolders);

/**
 * The jar's pom asks for a range of aws-cdk-lib. A registry mirror may serve a version that its index does not list yet, and Maven finds
 * no version in the range then. Installed into the local repository, the version of the lock file is listed there.
 */
function installCdk(repository: string): void {
  const version = lockedVersion('aws-cdk-lib');
  const maven = (...args: string[]) => run('mvn', ['--quiet', '--batch-mode', `-Dmaven.repo.local=${repository}`, ...args]);
  maven('dependency:get', `-Dartifact=software.amazon.awscdk:aws-cdk-lib:${version}`);
  // Maven does not install what already lies in the repository.
  const folder = temporaryFolder('maven');
  const [jar = '', pom = ''] = ['jar', 'pom'].map((kind) => {
    const name = `aws-cdk-lib-${version}.${kind}`;
    copyFileSync(join(repository, 'software/amazon/awscdk/aws-cdk-lib', version, name), join(folder, name));
    return join(folder, name);
  });
  maven('install:install-file', `-Dfile=${jar}`, `-DpomFile=${pom}`);
}

test('jsii-pacmak makes a jar with the constructs and the package in it', () => {
  progress('jsii-pacmak, Java (the first time with the downloads of Maven)');
  installCdk(cache('maven'));
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
