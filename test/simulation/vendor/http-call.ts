import { type HttpRequest, type HttpResponse, TransportError } from '../../../lambdas/runtime/http.ts';
import type { Actor } from '../engine/actor.ts';
import type { World } from '../engine/world.ts';

/** What the network, and the vendor behind it, make of one request. */
export type Passage =
  | { kind: 'answered'; answerMs: number }
  /** The connection never stood. */
  | { kind: 'refused' }
  /** It was written, and the vendor never got to it. */
  | { kind: 'cut' }
  /** The vendor handled it, and its answer was lost. */
  | { kind: 'answer lost' }
  /** No answer at all until the time is over. The vendor handles it, or does not, or does so only after that. */
  | { kind: 'silence'; handledMs: number | undefined };

interface HttpCall {
  actor: Actor;
  what(): string;
  request: HttpRequest;
  passage: Passage;
  /** What the vendor does when the request arrives. */
  handle(): HttpResponse;
  /** Called when an answer has come to whoever asked. */
  onAnswer(response: HttpResponse): void;
}

const CONNECT_MS = 20;

/**
 * One HTTP request of a worker to the vendor, on a connection of its own. @throws TransportError as the real one does
 */
export function httpCall(
  world: World,
  { actor, what, request, passage, handle, onAnswer }: HttpCall,
): Promise<HttpResponse> {
  const { scheduler, trace, faults } = world;
  const crash = faults.crash();
  const frozenMs = faults.freezeMs();

  return new Promise((resolve, reject) => {
    const serve = (): HttpResponse => {
      const response = handle();
      trace.note('vendor', () => `${what()} by ${actor.name} → ${response.status} ${response.body.slice(0, 60)}`);
      return response;
    };
    const answer = (ms: number, deliver: () => void) => scheduler.after(ms, () => actor.wake(deliver));
    const lose = (ms: number, message: string, written: boolean) => {
      answer(ms, () => reject(new TransportError(message, written)));
    };

    if (crash === 'before') return actor.kill(`crashes before ${what()}`);
    if (crash === 'after') {
      scheduler.after(CONNECT_MS, () => {
        serve();
        actor.kill(`crashes after ${what()}`);
      });
      return;
    }
    if (passage.kind !== 'answered') trace.note(actor.name, () => `${what()}: ${passage.kind}`);
    if (frozenMs > 0) {
      trace.note(actor.name, () => `freezes for ${frozenMs} ms at ${what()}`);
      actor.freeze(frozenMs);
    }
    switch (passage.kind) {
      case 'refused':
        return lose(CONNECT_MS, 'connect ECONNREFUSED', false);
      case 'cut':
        return lose(CONNECT_MS + 5, 'socket hang up', true);
      case 'answer lost':
        scheduler.after(CONNECT_MS, serve);
        return lose(CONNECT_MS + 10, 'read ECONNRESET', true);
      case 'silence':
        if (passage.handledMs !== undefined) scheduler.after(passage.handledMs, serve);
        return lose(request.timeoutMs, 'The operation was aborted due to timeout', true);
      case 'answered':
        scheduler.after(CONNECT_MS, () => {
          const response = serve();
          const leftMs = request.timeoutMs - CONNECT_MS;
          const arrive = () => {
            onAnswer(response);
            resolve(response);
          };
          if (passage.answerMs < leftMs) answer(passage.answerMs, arrive);
          else lose(leftMs, 'The operation was aborted due to timeout', true);
        });
    }
  });
}
