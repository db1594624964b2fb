import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { KeyOwner } from '../aws/credentials.ts';
import type { Gate } from '../aws/gate.ts';
import type { RestHandler } from '../aws/rest.ts';
import type { StackPlace } from '../place.ts';
import type { Buckets, StoredObjects } from './buckets.ts';
import type { StoredObject } from './stored-object.ts';

interface S3Options {
  buckets: Buckets;
  gate: Gate;
  place: StackPlace;
}

/** A call of S3 whose bucket is in its path. */
interface Call {
  bucket: string;
  /** Empty for a call about the bucket itself. */
  key: string;
  query: URLSearchParams;
  request: IncomingMessage;
}

interface S3Reply {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

interface Operation {
  /** What IAM must allow: an action on the bucket, or on the object. */
  action: string;
  answer(objects: StoredObjects, call: Call): S3Reply | Promise<S3Reply>;
}

/** As many keys as one page lists. */
const PAGE = 1_000;

const OPERATIONS: Record<string, Operation> = {
  PutObject: { action: 's3:PutObject', answer: putObject },
  GetObject: { action: 's3:GetObject', answer: getObject },
  DeleteObject: { action: 's3:DeleteObject', answer: deleteObject },
  ListObjectsV2: { action: 's3:ListBucket', answer: listObjects },
};

/** Speaks as much of S3's REST protocol, with the bucket in the path, as the app and its tools use. */
export function createS3Handler({ buckets, gate, place }: S3Options): RestHandler {
  function mayCall(principal: KeyOwner, { bucket, key }: Call, { action }: Operation): boolean {
    if (principal.admin) return true;
    const resource = `arn:${place.partition}:s3:::${key === '' ? bucket : `${bucket}/${key}`}`;
    return gate.allows({ role: principal.role.arn, account: place.account }, { action, resource });
  }

  async function answer(call: Call, principal: KeyOwner | undefined): Promise<S3Reply> {
    const operation = OPERATIONS[operationOf(call) ?? ''];
    if (principal === undefined) return failure(403, 'InvalidAccessKeyId', 'This access key does not exist.');
    if (operation === undefined) {
      return failure(501, 'NotImplemented', `Of S3, the local cloud knows only ${Object.keys(OPERATIONS).join(', ')}.`);
    }
    if (!mayCall(principal, call, operation)) return failure(403, 'AccessDenied', 'Access Denied');
    const objects = buckets(call.bucket);
    if (objects === undefined) return failure(404, 'NoSuchBucket', 'The specified bucket does not exist');
    return operation.answer(objects, call);
  }

  return async (request, response, principal) => {
    const { status, headers, body = '' } = await answer(readCall(request), principal);
    const type = { 'content-type': 'application/xml' };
    response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...type, ...headers }).end(body);
  };
}

function readCall(request: IncomingMessage): Call {
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
  const [, bucket = '', ...key] = pathname.split('/');
  return { bucket, key: decodeURIComponent(key.join('/')), query, request };
}

/** Undefined for any other operation: most are named by a word in the query, a copy by a header. */
function operationOf({ key, query, request: { method, headers } }: Call): string | undefined {
  if (key === '') return method === 'GET' && query.get('list-type') === '2' ? 'ListObjectsV2' : undefined;
  const isPlain = [...query.keys()].every((name) => name === 'x-id') && headers['x-amz-copy-source'] === undefined;
  return isPlain ? { PUT: 'PutObject', GET: 'GetObject', DELETE: 'DeleteObject' }[method ?? ''] : undefined;
}

/** Of a body that breaks off, nothing is kept. */
async function putObject(objects: StoredObjects, { key, request }: Call): Promise<S3Reply> {
  if (request.headers['content-encoding']?.includes('aws-chunked')) {
    return failure(501, 'NotImplemented', 'The local cloud takes objects in one piece only.');
  }
  if (request.headers['content-length'] === undefined) {
    return failure(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  const object = {
    body: await buffer(request),
    contentType: request.headers['content-type'] ?? 'binary/octet-stream',
  };
  objects.put(key, object);
  return { status: 200, headers: { etag: etagOf(object) } };
}

function getObject(objects: StoredObjects, { key }: Call): S3Reply {
  const object = objects.get(key);
  if (object === undefined) return failure(404, 'NoSuchKey', 'The specified key does not exist.');
  const { body, contentType } = object;
  return { status: 200, headers: { 'content-type': contentType, ...datesOf(object) }, body };
}

function deleteObject(objects: StoredObjects, { key }: Call): S3Reply {
  objects.delete(key);
  return { status: 204 };
}

function listObjects(objects: StoredObjects, { bucket, query }: Call): S3Reply {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('continuation-token');
  const keys = objects.keys(prefix).filter((key) => after === null || key > after);
  const page = keys.slice(0, PAGE);
  const more = keys.length > PAGE;
  const contents = page.map((key) => `<Contents><Key>${escaped(key)}</Key></Contents>`).join('');
  return {
    status: 200,
    body:
      `<ListBucketResult><Name>${bucket}</Name><Prefix>${escaped(prefix)}</Prefix><KeyCount>${page.length}</KeyCount>` +
      `<MaxKeys>${PAGE}</MaxKeys><IsTruncated>${more}</IsTruncated>` +
      `${more ? `<NextContinuationToken>${escaped(page.at(-1) ?? '')}</NextContinuationToken>` : ''}${contents}` +
      '</ListBucketResult>',
  };
}

function datesOf(object: StoredObject): Record<string, string> {
  return { etag: etagOf(object), 'last-modified': new Date(object.modifiedAt).toUTCString() };
}

function etagOf({ body }: Pick<StoredObject, 'body'>): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

function failure(status: number, code: string, message: string): S3Reply {
  return { status, body: `<Error><Code>${code}</Code><Message>${message}</Message></Error>` };
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
