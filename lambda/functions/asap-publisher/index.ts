// The publisher function of an AsapIdentity, behind its custom resources: each public key, and the pointer to the one that signs.

import { KMS } from '@aws-sdk/client-kms';
import { S3, S3ServiceException } from '@aws-sdk/client-s3';
import { ParameterNotFound, SSM } from '@aws-sdk/client-ssm';
import { ExplainedError } from '../../../contract';
import { answer, type CustomResourceEvent } from '../../aws/custom-resource';
import { eventually } from '../../aws/eventually';
import { isPublished } from './is-published';
import { type PointerPorts, point } from './point';
import { REMEDY } from './properties';
import { type PublisherPorts, publish } from './publish';

// A way that is closed is known in seconds, and CloudFormation gets the reason.
const requestHandler = { connectionTimeout: 3000, requestTimeout: 5000, throwOnRequestTimeout: true };
const kms = new KMS({ requestHandler });
const s3 = new S3({ requestHandler });
const ssm = new SSM({ requestHandler });

async function isEnabled(keyId: string): Promise<boolean> {
  const { KeyMetadata } = await eventually(() => kms.describeKey({ KeyId: keyId }));
  return KeyMetadata?.Enabled === true;
}

/** Undefined where there is no such parameter. */
async function unlessMissing<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await eventually(act);
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  }
}

async function read(bucket: string, key: string): Promise<string> {
  const { Body } = await s3.getObject({ Bucket: bucket, Key: key });
  return (await Body?.transformToString()) ?? '';
}

const ports: PublisherPorts & PointerPorts = {
  isEnabled,
  read,
  isPublished: (bucket, kid) => isPublished(() => read(bucket, kid)),
  async publicKey(keyId) {
    const { PublicKey } = await eventually(() => kms.getPublicKey({ KeyId: keyId }));
    if (PublicKey === undefined) throw new Error('KMS answered GetPublicKey without a key');
    return PublicKey;
  },
  async putIfAbsent({ bucket, key, body, contentType, cacheControl }) {
    try {
      await eventually(() =>
        s3.putObject({
          Bucket: bucket,
          Key: key,
          Body: body,
          ContentType: contentType,
          CacheControl: cacheControl,
          IfNoneMatch: '*',
        }),
      );
      return 'written';
    } catch (error) {
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412) return 'exists';
      throw error;
    }
  },
  async remove(bucket, key) {
    await s3.deleteObject({ Bucket: bucket, Key: key });
  },
  async readParameter(name) {
    return (await unlessMissing(() => ssm.getParameter({ Name: name })))?.Parameter?.Value;
  },
  async writeParameter(name, value) {
    await eventually(() => ssm.putParameter({ Name: name, Value: value, Type: 'String', Overwrite: true }));
  },
  async removeParameter(name) {
    await unlessMissing(() => ssm.deleteParameter({ Name: name }));
  },
};

const ACTS: { readonly [resourceType: string]: typeof publish | typeof point } = {
  'Custom::AsapPublicKey': publish,
  'Custom::AsapSigningPointer': point,
};

export const handler = (event: CustomResourceEvent): Promise<void> =>
  answer(event, () => {
    const act = ACTS[event.ResourceType];
    if (act === undefined)
      throw new ExplainedError(
        `this function does not create resources of type ${event.ResourceType}`,
        Object.keys(ACTS).join(' or '),
        REMEDY,
      );
    return act({ type: event.RequestType, properties: event.ResourceProperties }, ports);
  });
