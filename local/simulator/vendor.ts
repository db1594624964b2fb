import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import { CloudError } from '../cloud/errors.ts';
import { explain } from '../cloud/listen.ts';
import { addAccount, PLAIN_ACCOUNT } from './account.ts';
import type { ObserveVendor } from './activity.ts';
import { addAnyEvent } from './any-event.ts';
import { answerError, answerErrors } from './api-error.ts';
import { observeCalls } from './calls.ts';
import { type SimulatorClock, systemClock } from './clock.ts';
import { connectionReporter } from './connection.ts';
import { courier } from './deliveries.ts';
import { disturb } from './disturb.ts';
import { addFaults } from './faults.ts';
import { addHistory } from './history.ts';
import { addInbound } from './inbound.ts';
import { type Keys, requireKey } from './keys.ts';
import { allowLoopbackOnly } from './loopback-only.ts';
import { addMedia } from './media.ts';
import { messageStore, type SimulatedMessage } from './messages.ts';
import { pendingMessages } from './pending-messages.ts';
import { limitRate } from './rate-limit.ts';
import { addSend } from './send.ts';
import { REALISTIC_DELAYS, type StatusDelays, statusMaker } from './statuses.ts';
import { addWebhookRoutes } from './webhook-routes.ts';
import { type DeliveryAttempt, type Signature, webhookStore } from './webhooks.ts';

export interface VendorOptions extends Keys {
  /** 0, the default, stands for any free port. */
  port?: number;
  observe?: ObserveVendor;
  clock?: SimulatorClock;
  statusDelays?: StatusDelays;
  /** Gives a new id each time. */
  newId?(): string;
}

export interface VendorSimulator {
  /** The origin of the API, such as `http://127.0.0.1:40123`. */
  url: string;
  /** Registers a webhook for all events, signed where a secret is given: no call of the API takes one. */
  connect(webhook: { url: string; signature?: Signature }): void;
  stop(): Promise<void>;
}

/**
 * Starts a simulator of the vendor on 127.0.0.1: its API, and its deliveries to webhooks on this computer. It sends
 * nothing to anybody. What only a simulator can do, such as failing on request, is under `/simulator/`.
 */
export async function startVendor(options: VendorOptions): Promise<VendorSimulator> {
  const { port = 0, clock = systemClock(), statusDelays = REALISTIC_DELAYS, newId = randomUUID } = options;
  const { observe = () => undefined } = options;
  const onMessage = (message: SimulatedMessage) => observe({ kind: 'message', message });
  // The vendor takes a string where a string belongs: no coercion of types.
  const app = Fastify({
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
    forceCloseConnections: true,
    frameworkErrors: answerError,
  });
  answerErrors(app);
  app.addHook('onRequest', async (_request, reply) => void reply.header('date', new Date(clock.now()).toUTCString()));
  allowLoopbackOnly(app);
  observeCalls(app, clock, (call) => observe({ kind: 'call', call }));
  requireKey(app, options);
  const account = { ...PLAIN_ACCOUNT };
  limitRate(app, account, clock.now);

  const messages = messageStore();
  const webhooks = webhookStore({ now: clock.now, newId, account });
  const faults = addFaults(app, (faults) => observe({ kind: 'faults', faults }));
  const onDelivery = (delivery: DeliveryAttempt) => observe({ kind: 'delivery', delivery });
  const emit = disturb(courier({ clock, webhooks, newId, onDelivery }), faults, clock);
  const onStatus = (message: SimulatedMessage) => observe({ kind: 'status', message });
  const statuses = statusMaker({ clock, delays: statusDelays, account, messages, newId, emit, onStatus });
  const { put: post, resume } = pendingMessages({ clock, isConnected: () => account.online, ...statuses });

  addSend(app, { clock, keys: options, account, messages, faults, newId, post, onMessage });
  addHistory(app, messages, account);
  addWebhookRoutes(app, webhooks, options);
  const keepMedia = addMedia(app, { clock, account, newId });
  addInbound(app, { clock, account, messages, newId, emit, keepMedia, onMessage });
  addAnyEvent(app, { clock, emit });
  addAccount(app, account, {
    onConnection: connectionReporter({ clock, emit, resume }),
    onChange: (account) => observe({ kind: 'account', account }),
  });

  const url = await app.listen({ host: '127.0.0.1', port }).catch((error: NodeJS.ErrnoException) => {
    throw new CloudError(explain(error, port));
  });
  return {
    url,
    connect: ({ url, signature }) => void webhooks.add({ url, name: 'local', events: ['*'] }, signature),
    stop() {
      clock.stop();
      return app.close();
    },
  };
}
