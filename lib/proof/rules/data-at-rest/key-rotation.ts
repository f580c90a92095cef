import { flag, matching, type Resource } from '../../template';
import type { Rule } from '../rule';
import { property } from '../shared/properties';

export const keyRotation: Rule = {
  id: 'key-rotation',
  severity: 'warning',
  why: 'Without rotation, one version of the key encrypts everything for the whole life of the key.',
  fix: 'Set EnableKeyRotation to true. Data under old versions of the key stays readable.',
  source: 'AWS KMS Developer Guide: Rotate AWS KMS keys',
  *find({ templates }) {
    for (const resource of templates.ofType('AWS::KMS::Key')) {
      if (!canRotate(resource) || flag(property(resource, 'EnableKeyRotation')) !== false) continue;
      yield { resource, location: 'Properties.EnableKeyRotation', message: 'the key has no automatic rotation' };
    }
  },
};

/** KMS can rotate only symmetric encryption keys whose material AWS created. */
function canRotate(key: Resource): boolean {
  return (
    matching(property(key, 'KeySpec'), /^SYMMETRIC_DEFAULT$/, true) === true &&
    matching(property(key, 'KeyUsage'), /^ENCRYPT_DECRYPT$/, true) === true &&
    matching(property(key, 'Origin'), /^AWS_KMS$/, true) === true
  );
}
