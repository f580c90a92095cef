// AWS::Serverless::LayerVersion. SAM's logical id ends with a hash of the content, so that each content is a version of its own; here
// it stays as it is written, and references to it hold.

import { type Json, own } from '../template';
import type { Expansion, Source } from './expansion';
import { location } from './functions/code';
import { missOthersOf } from './missed';
import { given, picked } from './values';

const SAME = ['CompatibleArchitectures', 'CompatibleRuntimes', 'Description', 'LayerName', 'LicenseInfo'];

export function expandLayerVersion(expansion: Expansion, source: Source): void {
  const { id, properties } = source;
  missOthersOf(expansion, id, properties, [...SAME, 'ContentUri', 'RetentionPolicy', 'PublishLambdaVersion']);
  expansion.add(
    source,
    id,
    'AWS::Lambda::LayerVersion',
    given({ LayerName: id, ...picked(properties, SAME), Content: location(own(properties, 'ContentUri')) }),
    {
      DeletionPolicy:
        own(source.resource, 'DeletionPolicy') ?? deletionPolicy(expansion.value(own(properties, 'RetentionPolicy'))),
    },
  );
}

function deletionPolicy(retention: Json | undefined): string {
  return typeof retention === 'string' && retention.toLowerCase() === 'delete' ? 'Delete' : 'Retain';
}
