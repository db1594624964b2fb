import { DeleteObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';

/** The bucket with copies of what contacts sent. The functions may not list it or delete from it. */
export interface Files {
  /** The keys that begin with one of these prefixes. */
  list(prefixes: string[]): Promise<string[]>;
  /** Deletes a file; one that is gone already does no harm. */
  delete(key: string): Promise<void>;
}

export function openFiles(client: S3Client, bucket: string): Files {
  async function listOne(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    let from: string | undefined;
    do {
      const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: from });
      const page = await client.send(command);
      keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
      from = page.NextContinuationToken;
    } while (from !== undefined);
    return keys;
  }

  return {
    list: async (prefixes) => (await Promise.all(prefixes.map(listOne))).flat(),
    async delete(key) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },
  };
}
