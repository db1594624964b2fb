import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SendOutcome } from '../../lambdas/pilot-status/answer.ts';
import type { HttpResponse } from '../../lambdas/runtime/http.ts';

/** An answer to a send, by the vendor or by something in front of it, and what it means. */
export interface AnswerVector {
  name: string;
  response: HttpResponse;
  expect: SendOutcome;
}

/** As it stands in `test/vectors/answers/send.json`: the body is a text, or JSON. */
interface WrittenAnswer {
  name: string;
  status: number;
  headers?: Record<string, string>;
  body?: string;
  json?: unknown;
  expect: SendOutcome;
}

const FILE = join(import.meta.dirname, '..', 'vectors', 'answers', 'send.json');
const { now, vectors }: { now: string; vectors: WrittenAnswer[] } = JSON.parse(readFileSync(FILE, 'utf8'));

/** When the answers come, epoch ms. */
export const ANSWERED_AT = Date.parse(now);

/** Every conformance vector for the answers to a send. */
export const ANSWERS: AnswerVector[] = vectors.map(({ name, status, headers = {}, body, json, expect }) => ({
  name,
  response: { status, headers, body: body ?? JSON.stringify(json) },
  expect,
}));
