import type { Account } from './account.ts';
import { ApiError } from './api-error.ts';
import type { SendBody } from './send-body.ts';

/** Lets a send through that this account may make. @throws ApiError 400, 402, 404 or 409 for any other */
export function checkSend(body: SendBody, account: Account): void {
  if (account.meta && body.destinationNumber === undefined) {
    throw new ApiError(400, 'INVALID_PAYLOAD', 'A Meta number writes to contacts only, not to groups and newsletters');
  }
  if (body.templateId !== undefined) checkTemplate(body.templateId, body.variables, account);
  if (body.media !== undefined && !account.subscription) {
    throw new ApiError(402, 'SUBSCRIPTION_REQUIRED_FOR_MEDIA', 'Sending media needs a paid subscription');
  }
  if (!account.online) throw new ApiError(409, 'WHATSAPP_INSTANCE_NOT_CONNECTED', 'The number is offline');
}

function checkTemplate(id: string, given: Record<string, unknown> = {}, { templates }: Account): void {
  if (templates === null) return;
  const template = templates.find((template) => template.id === id);
  if (template === undefined) throw new ApiError(404, 'TEMPLATE_NOT_FOUND', 'There is no such template');
  const details = template.variables.filter((name) => !Object.hasOwn(given, name));
  if (details.length === 0) return;
  throw new ApiError(400, 'MISSING_TEMPLATE_VARIABLES', `Missing variables: ${details.join(', ')}`, { details });
}
