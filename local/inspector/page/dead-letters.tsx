import { useEffect, useState } from 'preact/hooks';
import type { QueueName, QueueState, Redrive, ShownDeadLetter } from '../protocol.ts';
import { getDeadLetters, redrive } from './api.ts';
import { counted, prettyJson, timeOfDay } from './format.ts';
import { RedriveIcon } from './icons.tsx';
import { Code } from './timeline.tsx';

interface DeadLettersProps {
  queues: Record<QueueName, QueueState>;
  onEvent(n: number): void;
  onProblem(problem: unknown): void;
}

/** What could not be handled, why, and the way back. */
export function DeadLetters({ queues, onEvent, onProblem }: DeadLettersProps) {
  const [letters, setLetters] = useState<ShownDeadLetter[]>();
  const counts = [queues.events.deadLetters, queues.replies.deadLetters];
  const read = () => getDeadLetters().then(setLetters, onProblem);
  useEffect(() => void read(), counts);

  const back = (what: Redrive) => redrive(what).then(read, onProblem);
  if (letters === undefined) return null;
  return (
    <div class="dead-letters">
      {letters.length === 0 && (
        <p class="empty">
          No dead letters. What cannot be handled stays here for 14 days, with its reason; sending it back is always
          safe.
        </p>
      )}
      {(['events', 'replies'] as const).map((queue) => {
        const own = letters.filter((letter) => letter.queue === queue);
        if (own.length === 0) return null;
        return (
          <section key={queue}>
            <h3>
              {queue} · {counted(own.length, 'dead letter')}
              <button type="button" class="primary" onClick={() => void back({ queue })}>
                <RedriveIcon /> Redrive all
              </button>
            </h3>
            {own.map((letter) => (
              <Letter
                key={letter.messageId}
                letter={letter}
                onEvent={onEvent}
                onRedrive={() => void back({ queue, messageIds: [letter.messageId] })}
              />
            ))}
          </section>
        );
      })}
    </div>
  );
}

interface LetterProps {
  letter: ShownDeadLetter;
  onEvent(n: number): void;
  onRedrive(): void;
}

function Letter({ letter: { messageId, at, reason, body, attributes, n }, onEvent, onRedrive }: LetterProps) {
  return (
    <article class="letter" data-id={messageId}>
      <p class="reason">{reason ?? 'It was received too often.'}</p>
      <footer>
        <time>{timeOfDay(at)}</time>
        <span>{attributes.event}</span>
        {n !== undefined && (
          <button type="button" class="link" onClick={() => onEvent(n)}>
            #{n}
          </button>
        )}
        <button type="button" onClick={onRedrive}>
          <RedriveIcon /> Redrive
        </button>
      </footer>
      <details>
        <summary>message</summary>
        <Code text={prettyJson(body)} />
      </details>
    </article>
  );
}
