// The publisher function of an AsapIdentity, behind its custom resource.
import { KMS } from '@aws-sdk/client-kms';
import { S3, S3ServiceException } from '@aws-sdk/client-s3';
import { answer, type CustomResourceEvent } from '../aws/custom-resource';
import { eventually } from '../aws/eventually';
import { type PublishedKeyProperties, type PublisherPorts, publish } from './publish';

// A way that is closed is known in seconds, and CloudFormation gets the reason.
const requestHandler = { connectionTimeout: 3000, requestTimeout: 5000 };
const kms = new KMS({ requestHandler });
const s3 = new S3({ requestHandler });

const ports: PublisherPorts = {
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
  async read(bucket, key) {
    const { Body } = await s3.getObject({ Bucket: bucket, Key: key });
    return (await Body?.transformToString()) ?? '';
  },
  async remove(bucket, key) {
    await s3.deleteObject({ Bucket: bucket, Key: key });
  },
};

export const handler = (event: CustomResourceEvent): Promise<void> =>
  answer(event, () =>
    publish({ type: event.RequestType, properties: event.ResourceProperties as unknown as PublishedKeyProperties }, ports),
  );
