import { LoggableError } from '../telemetry/loggable-error.ts';

/** Another worker has written the conversation since it was read. */
export class ConversationChanged extends LoggableError {
  override name = 'ConversationChanged';

  constructor() {
    super('The conversation was changed by another worker');
  }
}
