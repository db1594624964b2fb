import { randomBytes } from 'node:crypto';

/**
 * Such as `Root=1-65d9c0a8-5f84…`, the form of an X-Ray trace id. Nothing is traced locally, but code may want to see
 * one.
 */
export function newTraceId(): string {
  return `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')}`;
}
