import { flag, matching, type Resource } from '../../template';
import type { Rule } from '../rule';
import { property } from '../shared/properties';

export const keyRotation: Rule = {
  id: 'key-rotation',
  severity: 'warning',
  why: 'Without rotation one version of the key encrypts everything for as long as the key lives.',
  fix: 'Set EnableKeyRotation to true: old versions stay readable.',
  source: 'AWS KMS Developer Guide: Rotate AWS KMS keys',
  *find({ templates }) {
    for (const resource of templates.ofType('AWS::KMS::Key')) {
      if (!canRotate(resource) || flag(property(resource, 'EnableKeyRotation')) !== false) continue;
      yield { resource, location: 'Properties.EnableKeyRotation', message: 'is not rotated' };
    }
  },
};

/** Symmetric encryption keys whose material AWS made. */
function canRotate(key: Resource): boolean {
  return (
    matching(property(key, 'KeySpec'), /^SYMMETRIC_DEFAULT$/, true) === true &&
    matching(property(key, 'KeyUsage'), /^ENCRYPT_DECRYPT$/, true) === true &&
    matching(property(key, 'Origin'), /^AWS_KMS$/, true) === true
  );
}
