// Whether a public key lies where verifiers look for it.

import { eventually } from '../../aws/eventually';

/**
 * `read` is asked by content, not by HeadObject, whose answer names no denial. S3 answers a read at once with what was written before
 * it; to who may not list the bucket it denies what is not there, so that a no takes as long as permissions take to become visible.
 */
export async function isPublished(read: () => Promise<string>, attempt = eventually): Promise<boolean> {
  try {
    return (await attempt(read)) !== '';
  } catch (error) {
    if (error instanceof Error && /^(?:AccessDenied|NoSuchKey)$/.test(error.name)) return false;
    throw error;
  }
}
