import type { QueueName, QueueState, Redrive, ShownDeadLetter } from '../protocol.ts';
import { Advice } from './advice.tsx';
import { redrive } from './api.ts';
import { prettyJson, timeOfDay } from './format.ts';
import { RedriveIcon } from './icons.tsx';
import { counted, t, translated } from './texts.ts';
import { Code } from './timeline.tsx';

interface DeadLettersProps {
  queues: Record<QueueName, QueueState>;
  letters: ShownDeadLetter[];
  mayAct: boolean;
  onEvent(n: number): void;
  onProblem(problem: unknown): void;
}

/** What could not be handled, why, and the way back. */
export function DeadLetters({ queues, letters, mayAct, onEvent, onProblem }: DeadLettersProps) {
  const back = (what: Redrive) => void redrive(what).catch(onProblem);
  if (queues.events.deadLetters + queues.replies.deadLetters === 0) {
    return (
      <p class="empty">
        {t('No dead letters.')}{' '}
        {t('What cannot be handled stays here for 14 days, with its reason; sending it back is always safe.')}
      </p>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section class="dead-letters" tabIndex={0} aria-label={t('Dead letters')}>
      {(['events', 'replies'] as const).map((queue) => {
        const own = letters.filter((letter) => letter.queue === queue);
        const { deadLetters } = queues[queue];
        if (deadLetters === 0) return null;
        return (
          <section key={queue}>
            <h3>
              {t(queue)} · {counted(deadLetters, 'dead letter')}
              {mayAct && (
                <button type="button" class="primary" onClick={() => back({ queue })}>
                  <RedriveIcon /> {t('Redrive all')}
                </button>
              )}
            </h3>
            {own.map((letter) => (
              <Letter
                key={letter.messageId}
                letter={letter}
                onEvent={onEvent}
                onRedrive={mayAct ? () => back({ queue, messageIds: [letter.messageId] }) : undefined}
              />
            ))}
            {own.length < deadLetters && (
              <p class="earlier">
                {t('{count} not shown: SQS hides what was just read, and gives ten of one conversation at a time.', {
                  count: counted(deadLetters - own.length, 'dead letter'),
                })}
              </p>
            )}
          </section>
        );
      })}
    </section>
  );
}

interface LetterProps {
  letter: ShownDeadLetter;
  onEvent(n: number): void;
  /** Absent where nothing may be changed. */
  onRedrive: (() => void) | undefined;
}

function Letter({ letter, onEvent, onRedrive }: LetterProps) {
  const { messageId, at, reason, body, attributes, n, parkings = 0 } = letter;
  return (
    <article class="letter" data-id={messageId}>
      <p class="reason">
        {parkings > 1 && <strong>{t('parked again:')} </strong>}
        <Advice text={translated(reason ?? 'It was received too often.')} />
      </p>
      <footer>
        <time>{timeOfDay(at)}</time>
        <span>{attributes.event}</span>
        {n !== undefined && (
          <button type="button" class="link" onClick={() => onEvent(n)}>
            #{n}
          </button>
        )}
        {onRedrive && (
          <button type="button" class="redrive" onClick={onRedrive}>
            <RedriveIcon /> {t('Redrive')}
          </button>
        )}
      </footer>
      <details>
        <summary>{t('message')}</summary>
        <Code text={prettyJson(body)} />
      </details>
    </article>
  );
}
