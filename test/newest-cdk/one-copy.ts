// After each test file: nothing was loaded from the aws-cdk-lib of the lock file. Otherwise this run would prove nothing.
import { join } from 'node:path';

const OTHERS = ['aws-cdk-lib', 'constructs'].map((name) => join(__dirname, '..', '..', 'node_modules', name, '/'));

afterAll(() => {
  const strays = Object.keys(require.cache).filter((file) => OTHERS.some((folder) => file.startsWith(folder)));
  if (strays.length > 0) {
    throw new Error(
      `${strays.length} modules of another aws-cdk-lib or constructs are loaded, for example ${strays[0]}: map them too`,
    );
  }
});
