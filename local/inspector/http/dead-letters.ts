import type { FastifyInstance } from 'fastify';
import type { Redrive, Redriven, ShownDeadLetter } from '../protocol.ts';

/** The dead-letter queues, for a person. */
export interface DeadLetterQueues {
  list(): Promise<ShownDeadLetter[]>;
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
export function addDeadLetters(app: FastifyInstance, { list, redrive }: DeadLetterQueues): void {
  app.get('/inspector/dead-letters', list);
  app.post<{ Body: Redrive }>(
    '/inspector/dead-letters/redrive',
    { schema: { body: REDRIVE } },
    async ({ body }): Promise<Redriven> => ({ redriven: await redrive(body) }),
  );
}
