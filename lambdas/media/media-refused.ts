import { LoggableError } from '../telemetry/loggable-error.ts';

/** A file that is not kept, now or later: another try would end in the same way. */
export class MediaRefused extends LoggableError {
  override name = 'MediaRefused';
}
