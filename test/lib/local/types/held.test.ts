import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isHeld, MINISTACK_VERSION } from '../../../../lib/local/types/held';

const root = join(__dirname, '../../../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

test('the list is of the MiniStack that the demo installs: another version has another one', () => {
  const [, installed] = /^ministack==(.+)$/m.exec(read('bin/demo/requirements.txt')) ?? [];
  expect(MINISTACK_VERSION).toBe(installed);
});

test.each<[string, boolean]>([
  ['AWS::Lambda::Function', true],
  ['AWS::CDK::Metadata', true],
  ['AWS::CloudFormation::CustomResource', true],
  ['Custom::AsapPublicKey', true],
  ['AWS::Lambda::CodeSigningConfig', false],
  ['AWS::CloudFormation::Macro', false],
  ['AWS::Lambda::', false],
  ['AWS::Lambda::Functio', false],
  ['Lambda', false],
  ['', false],
])('%s: %s', (type, held) => {
  expect(isHeld(type)).toBe(held);
});
