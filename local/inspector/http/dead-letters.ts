import type { FastifyInstance } from 'fastify';
import type { DeadLetter, Redrive, Redriven } from '../protocol.ts';

/** The dead-letter queues, for a person. */
export interface DeadLetters {
  list(): Promise<DeadLetter[]>;
  redrive(redrive: Redrive): Promise<number>;
}

const REDRIVE = {
  type: 'object',
  additionalProperties: false,
  required: ['queue'],
  properties: {
    queue: { enum: ['events', 'replies'] },
    messageIds: { type: 'array', items: { type: 'string', minLength: 1 } },
  },
};

/** `GET /inspector/dead-letters`, and `POST /inspector/dead-letters/redrive`, which puts them back on their queue. */
export function addDeadLetters(app: FastifyInstance, { list, redrive }: DeadLetters): void {
  app.get('/inspector/dead-letters', list);
  app.post<{ Body: Redrive }>(
    '/inspector/dead-letters/redrive',
    { schema: { body: REDRIVE } },
    async ({ body }): Promise<Redriven> => ({ redriven: await redrive(body) }),
  );
}
