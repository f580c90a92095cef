import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { assetPath } from '../../../lib/common/assets';

test.each(['authorizer', 'session-broker', 'asap-publisher', 'tenant-context-commands'])(
  'the prebuilt function %s is found',
  (name) => {
    expect(existsSync(join(assetPath(name), 'index.js'))).toBe(true);
  },
);

test('a function that was not built is missed, with the way out', () => {
  expect(() => assetPath('no-such-function')).toThrow(
    /assets\/no-such-function\/index\.js is missing\n {2}expected {2}the prebuilt function of cdk-bulkhead\n {2}do {8}in a checkout, run `npm run build`; in an app, install cdk-bulkhead again$/,
  );
});
