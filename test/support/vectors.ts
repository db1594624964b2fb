import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Policy } from '../../lambdas/authentication/policy.ts';

/** What stands at the endpoint: how deliveries are authenticated, and by which secret. */
export interface VectorDoor {
  name: string;
  policy: Policy;
  secret: Record<string, string>;
}

/** A request, and what must become of it. */
export interface Vector {
  name: string;
  endpoint: VectorDoor;
  /** When it comes, ISO 8601. */
  now: string;
  token: string;
  headers: Record<string, string>;
  body: Buffer;
  expect: { status: number; refusal?: string };
}

/**
 * As it stands in `test/vectors/*.json`. The body is one of three: a text, bytes in base64, or texts that are repeated.
 */
interface WrittenVector {
  name: string;
  endpoint: string;
  now?: string;
  request: {
    token?: string;
    headers?: Record<string, string>;
    body?: string;
    bodyBase64?: string;
    bodyParts?: [string, number][];
  };
  expect: Vector['expect'];
}

interface VectorFile {
  endpoints: Record<string, Omit<VectorDoor, 'name'>>;
  vectors: WrittenVector[];
}

const FOLDER = join(import.meta.dirname, '..', 'vectors');

/**
 * Every conformance vector of the endpoint, file by file; those of what comes back from the vendor are in a folder of their
 * own.
 */
export const VECTORS: Vector[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .flatMap(readVectors);

function readVectors(file: string): Vector[] {
  const { endpoints, vectors }: VectorFile = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
  const named = Object.entries(endpoints).map(([name, endpoint]) => [name, { name, ...endpoint }] as const);
  const doorOf = new Map<string, VectorDoor>(named);
  return vectors.map(({ name, endpoint, now = '2026-02-24T10:30:00.000Z', request, expect }) => ({
    name: `${basename(file, '.json')}: ${name}`,
    endpoint: doorOf.get(endpoint) as VectorDoor,
    now,
    token: request.token ?? 'none',
    headers: request.headers ?? {},
    body: bodyOf(request),
    expect,
  }));
}

function bodyOf({ body, bodyBase64, bodyParts = [] }: WrittenVector['request']): Buffer {
  if (body !== undefined) return Buffer.from(body);
  if (bodyBase64 !== undefined) return Buffer.from(bodyBase64, 'base64');
  return Buffer.from(bodyParts.map(([text, times]) => text.repeat(times)).join(''));
}

/** What of the body reaches the queue: all its bytes, but for two characters that SQS forbids, which are escaped. */
export function queuedBody({ body }: Vector): string {
  return body.toString().replaceAll('\uFFFE', '\\ufffe').replaceAll('\uFFFF', '\\uffff');
}
