import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Account } from './account.ts';
import { ApiError } from './api-error.ts';
import type { SimulatorClock } from './clock.ts';
import type { VendorFaults } from './faults.ts';
import { gatewayPage } from './gateway-page.ts';
import { isTenants, type Keys } from './keys.ts';
import { iso, type Messages, type SimulatedMessage } from './messages.ts';
import { NUMBER } from './number.ts';
import { broken, refusalOf } from './refusals.ts';
import { type Schedule, scheduleOf } from './schedule.ts';
import { contentOf, destinationOf, SEND_BODY, type SendBody } from './send-body.ts';
import { checkSend } from './send-rules.ts';

interface Sends {
  clock: SimulatorClock;
  keys: Keys;
  account: Account;
  messages: Messages;
  faults: VendorFaults;
  newId(): string;
  /** Takes a message that was accepted. @param failure the code it is to fail with */
  post(message: SimulatedMessage, failure?: string): void;
  /** Called for each send that is accepted. */
  onMessage(message: SimulatedMessage): void;
}

/** `POST /v1/messages/send`. It sends nothing to anybody. */
export function addSend(app: FastifyInstance, sends: Sends): void {
  // Whether the key may send is said before what is sent is looked at.
  const preValidation = async (request: FastifyRequest) => {
    if (!isTenants(request, sends.keys)) return;
    throw new ApiError(403, 'TENANT_SCOPE_NOT_ALLOWED', 'Sending needs the key of a number');
  };
  const schema = { body: SEND_BODY };
  app.post<{ Body: SendBody }>('/v1/messages/send', { preValidation, schema }, async (request, reply) => {
    checkSend(request.body, sends.account);
    const schedule = scheduleOf(request.body, sends.clock.now());
    const fault = sends.faults.ofSend();
    const refusal = refusalOf(fault, sends.clock.now());
    if (refusal) throw refusal;
    if (fault?.kind === 'blocked') return gatewayPage(reply, fault.status ?? 403, fault.location);
    const message = messageOf(request.body, schedule, sends);
    sends.messages.add(message);
    sends.onMessage(message);
    sends.post(message, fault?.kind === 'failed' ? fault.code : undefined);
    if (fault?.kind === 'lost') return cut(reply);
    if (fault?.kind === 'gateway') return gatewayPage(reply, fault.status ?? 504);
    if (fault?.kind === 'brokenAfter') throw broken();
    if (fault?.kind === 'slow') await new Promise<void>((resolve) => sends.clock.after(fault.ms, resolve));
    return reply.code(202).send(receipt(message));
  });
}

function messageOf(
  body: SendBody,
  schedule: Schedule,
  { clock, newId }: Pick<Sends, 'clock' | 'newId'>,
): SimulatedMessage {
  const { caption, text = caption } = body;
  return {
    id: `msg_${newId()}`,
    correlationId: `corr_${newId()}`,
    messageId: null,
    direction: 'OUTBOUND',
    status: 'QUEUED',
    destination: destinationOf(body),
    ...(text !== undefined && { text }),
    content: contentOf(body),
    ...schedule,
    createdAt: clock.now(),
  };
}

/** The answer to a send that was accepted: it is queued, not yet sent. */
function receipt({ id, correlationId, createdAt }: SimulatedMessage) {
  const times = { createdAt: iso(createdAt) };
  return { id, correlationId, status: 'QUEUED', ...times, origin: 'api', sourceNumber: NUMBER.phone };
}

function cut(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.destroy();
  return reply;
}
