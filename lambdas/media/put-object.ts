import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { SignatureV4 } from '@smithy/signature-v4';
import { LoggableError } from '../telemetry/loggable-error.ts';

/** A file on its way into a bucket. */
export interface StreamedObject {
  /** Letters, digits and `-_./` only. */
  key: string;
  type: string;
  /** How long the body is; S3 refuses one without its length. */
  bytes: number;
  body: Readable;
}

/**
 * Writes an object, or the same one again. Of a body that breaks off nothing is written.
 *
 * @throws LoggableError with the status when S3 does not take it; the error of the body or the connection when that
 *   breaks
 */
export type PutObject = (object: StreamedObject, signal: AbortSignal) => Promise<void>;

/**
 * Streams objects into a bucket, one PutObject each. S3's own client would add more to the bundle than the function is
 * large, for this one request.
 *
 * @param bucketUrl where the objects are, without a slash at the end
 * @param signer signs for S3
 */
export function objectPutter(bucketUrl: string, signer: SignatureV4): PutObject {
  async function open({ key, type, bytes }: StreamedObject, signal: AbortSignal): Promise<http.ClientRequest> {
    const url = new URL(`${bucketUrl}/${key}`);
    const { protocol, hostname, host, pathname: path } = url;
    const { headers } = await signer.sign({
      method: 'PUT',
      protocol,
      hostname,
      path,
      headers: {
        host,
        'content-type': type,
        'content-length': String(bytes),
        // A browser that is given a link to the object saves it, and runs nothing of it.
        'content-disposition': 'attachment',
        // TLS protects the body; its hash would have to be known before the first byte is sent.
        'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      },
    });
    return (protocol === 'https:' ? https : http).request(url, { method: 'PUT', agent: false, headers, signal });
  }

  return async (object, signal) => {
    const request = await open(object, signal);
    const answered = once(request, 'response') as Promise<[http.IncomingMessage]>;
    // S3 may refuse an object before it has the whole of it.
    const written = pipeline(object.body, request).then(() => answered);
    try {
      const [response] = await Promise.race([answered, written]);
      const said = await text(response);
      if (response.statusCode !== 200) throw refused(response.statusCode, said);
    } finally {
      object.body.destroy();
      request.destroy();
    }
  };
}

/** S3 says in XML what is wrong. */
function refused(status: number | undefined, xml: string): LoggableError {
  const code = /<Code>(\w{1,64})<\/Code>/.exec(xml)?.[1];
  return new LoggableError(`S3 answers ${status}${code === undefined ? '' : ` ${code}`}`);
}
