import type { HttpResponse } from '../../../lambdas/runtime/http.ts';
import { ANSWERS } from '../../support/answers.ts';

/*
 * What a gateway in front of the vendor answers in its place, and how the vendor itself says that it failed: taken from the
 * conformance vectors, so that each of them is played.
 */

const isBlocked = (expect: object): boolean => 'doubt' in expect && expect.doubt === 'blocked';

/** Answers that are no word of the vendor. */
export const GATEWAY: HttpResponse[] = ANSWERS.filter(
  ({ expect }) => expect.kind === 'unknown' || isBlocked(expect),
).map(({ response }) => response);

/** Those that can answer a question as well; what is said of success there would be a history. */
export const GATEWAY_TO_A_QUESTION = GATEWAY.filter(({ status }) => status >= 300);

/** Errors by which the vendor says that it failed. */
export const BROKEN: HttpResponse[] = ANSWERS.filter(
  ({ expect, response }) => 'doubt' in expect && expect.doubt === 'broken' && response.status >= 500,
).map(({ response }) => response);
