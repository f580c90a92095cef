// Where a function's or a layer's code is.

import { type Json, type JsonObject, own } from '../../template';
import { given, isNothing, plainEntries } from '../values';

const S3_URI = /^s3:\/\/([^/?]+)\/([^?]+)(?:\?versionId=(.+))?$/;

/** Of a function: `InlineCode`, `ImageUri` or `CodeUri`. */
export function codeOf(properties: JsonObject): Json {
  const [inline, image] = [own(properties, 'InlineCode'), own(properties, 'ImageUri')];
  const key = own(properties, 'SourceKMSKeyArn');
  const code = !isNothing(inline)
    ? { ZipFile: inline }
    : !isNothing(image)
      ? { ImageUri: image }
      : location(own(properties, 'CodeUri'));
  const entries = plainEntries(code);
  return entries === undefined ? code : given({ ...Object.fromEntries(entries), SourceKMSKeyArn: key });
}

/** An object of S3 as CloudFormation has it; a local path or a function stays as it is. */
export function location(uri: Json | undefined): Json {
  if (typeof uri === 'string') {
    const [, bucket, key, version] = S3_URI.exec(uri) ?? [];
    return bucket === undefined ? uri : given({ S3Bucket: bucket, S3Key: key, S3ObjectVersion: version });
  }
  if (plainEntries(uri) === undefined) return uri ?? null;
  return given({ S3Bucket: own(uri, 'Bucket'), S3Key: own(uri, 'Key'), S3ObjectVersion: own(uri, 'Version') });
}

/** Where an API's or a state machine's definition is. */
export function definitionLocation(uri: Json | undefined): Json | undefined {
  if (typeof uri !== 'string') return uri ?? undefined;
  const [, bucket, key, version] = S3_URI.exec(uri) ?? [];
  return bucket === undefined ? uri : given({ Bucket: bucket, Key: key, Version: version });
}
