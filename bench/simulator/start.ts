import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { SimulatorSettings } from './answers.ts';
import type { News, Order } from './main.ts';

/** AWS and the vendor on loopback, over TLS. */
export interface SimulatorProcess {
  url: string;
  /** Changes how it answers, and counts from 0. */
  set(settings: SimulatorSettings): void;
  /** How often each operation was called, such as `AmazonSQS.SendMessage`, since it was asked or set. */
  requests(): Promise<Record<string, number>>;
  stop(): void;
}

export async function startSimulator(): Promise<SimulatorProcess> {
  const child = fork(join(import.meta.dirname, 'main.ts'));
  const died = once(child, 'exit').then(([code]): never => {
    throw new Error(`The simulator for AWS ended with ${code}`);
  });
  // Whoever waits for news is told; that it ends when it is stopped is no error.
  died.catch(() => undefined);
  const news = async (): Promise<News> => (await Promise.race([once(child, 'message'), died]))[0];
  const order = (order: Order) => child.send(order);
  const { url = '' } = await news();
  return {
    url,
    set: (settings) => order({ settings }),
    async requests() {
      const answer = news();
      order('requests');
      return (await answer).requests ?? {};
    },
    stop: () => child.kill(),
  };
}
