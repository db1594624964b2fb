/** An object of a bucket. */
export interface StoredObject {
  body: Buffer;
  contentType: string;
  /** Epoch ms. */
  modifiedAt: number;
}
