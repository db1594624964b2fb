import { useEffect, useState } from 'preact/hooks';
import type { EventDetail, EventSummary, LogLine, TimelineStep } from '../protocol.ts';
import { Advice } from './advice.tsx';
import { getDetail } from './api.ts';
import { prettyAddress } from './contacts.ts';
import { CopyButton } from './copy-button.tsx';
import { Outcome } from './event-list.tsx';
import { duration, prettyJson, timeOfDay } from './format.ts';
import { CloseIcon, RedriveIcon } from './icons.tsx';
import { bodyOf } from './replay.ts';
import { ReplayDialog } from './replay-dialog.tsx';
import { counted, stepWords, t, translated, word } from './texts.ts';

interface TimelineProps {
  event: EventSummary;
  /** Whether it may be delivered again. */
  mayAct: boolean;
  onEvent(n: number): void;
  onClose(): void;
  onProblem(problem: unknown): void;
}

/** All that is known of one event, from its beginning. */
export function Timeline({ event, mayAct, onEvent, onClose, onProblem }: TimelineProps) {
  const detail = useDetail(event, onProblem);
  const [isReplaying, setReplaying] = useState(false);
  const { n, id, contact, text, deliveries, attempts } = event;
  const body = detail && bodyOf(detail);
  return (
    <>
      <header class="event-head">
        <h2 id="event-title" tabIndex={-1}>
          <span class="number">#{n}</span> {event.event}
        </h2>
        <Outcome event={event} />
        <button type="button" class="close" title={t('Close (Esc)')} onClick={onClose}>
          <CloseIcon />
          <span class="hidden">{t('Close')}</span>
        </button>
        {text !== undefined && <p class="text">{translated(text)}</p>}
        <p class="facts">
          {[
            ...(contact === undefined ? [] : [prettyAddress(contact)]),
            deliveries > 1 ? t('delivered {count} times', { count: deliveries }) : t('delivered once'),
            ...(attempts > 1 ? [counted(attempts, 'attempt')] : []),
            ...(detail && detail.steps.length > 1
              ? [t('{time} in total', { time: duration(spanOf(detail.steps)) })]
              : []),
          ].join(' · ')}
        </p>
        <p class="id">
          <code>{id}</code>
          <CopyButton text={id} what="id" />
          {mayAct && body !== undefined && (
            <button type="button" class="replay" onClick={() => setReplaying(true)}>
              <RedriveIcon /> {t('Deliver again')}
            </button>
          )}
        </p>
      </header>
      {isReplaying && body !== undefined && <ReplayDialog n={n} body={body} onClose={() => setReplaying(false)} />}
      {detail && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
        <section class="event-body" tabIndex={0} aria-label={t('Steps of #{n}', { n })}>
          <ol class="steps">
            {detail.steps.map((step) => (
              <Step step={step} start={detail.steps[0]?.at ?? step.at} onEvent={onEvent} />
            ))}
          </ol>
          <Records records={detail.ledger} />
          <Logs lines={detail.logs} />
        </section>
      )}
    </>
  );
}

/** How long to let changes gather before asking again, in ms. */
const SETTLE_MS = 120;

/** The detail of an event, read again whenever its summary has changed. */
function useDetail(event: EventSummary, onProblem: (problem: unknown) => void): EventDetail | undefined {
  const [detail, setDetail] = useState<EventDetail>();
  const isShown = detail?.summary.n === event.n;
  useEffect(() => {
    let isOver = false;
    const read = () =>
      getDetail(event.n).then(
        (read) => isOver || setDetail(read),
        (problem) => isOver || onProblem(problem),
      );
    const timer = setTimeout(read, isShown ? SETTLE_MS : 0);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [event]);
  return isShown ? detail : undefined;
}

interface StepProps {
  step: TimelineStep;
  /** When the first step began, epoch ms. */
  start: number;
  onEvent(n: number): void;
}

function Step({ step, start, onEvent }: StepProps) {
  const { at, ms, station, what, tone, attempt, n } = step;
  return (
    <li class="step" data-tone={tone} data-station={station}>
      <time title={timeOfDay(at, true)}>{at === start ? t('start') : `+${duration(at - start)}`}</time>
      <div>
        <p>
          <span class="station-name">{word(station)}</span> <strong>{stepWords(what)}</strong>
          {attempt !== undefined && attempt > 1 && <span class="badge">{t('attempt {attempt}', { attempt })}</span>}
          {ms !== undefined && <span class="took">{duration(ms)}</span>}
          {n !== undefined && (
            <button type="button" class="link" onClick={() => onEvent(n)}>
              #{n}
            </button>
          )}
        </p>
        <StepDetail step={step} />
      </div>
    </li>
  );
}

function StepDetail({ step: { fields, exchange, message } }: { step: TimelineStep }) {
  return (
    <>
      {fields && Object.keys(fields).length > 0 && <Fields fields={fields} />}
      {exchange && (
        <details>
          <summary>
            {exchange.method} {shortUrl(exchange.url)}
          </summary>
          <h3>{t('Request')}</h3>
          <HttpText {...exchange.request} />
          <h3>{exchange.answer ? t('Answer {status}', { status: exchange.answer.status }) : t('Answer')}</h3>
          {exchange.answer ? <HttpText {...exchange.answer} /> : <p class="problem">{t('The connection was cut.')}</p>}
        </details>
      )}
      {message && (
        <details>
          <summary>{t('message of the queue')}</summary>
          <Fields fields={{ id: message.id, ...message.attributes }} />
          <Code text={prettyJson(message.body)} />
        </details>
      )}
    </>
  );
}

function Fields({ fields }: { fields: Record<string, unknown> }) {
  return (
    <dl class="fields">
      {Object.entries(fields).map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>
            <Advice text={typeof value === 'string' ? translated(value) : JSON.stringify(value)} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function HttpText({ headers, body }: { headers: Record<string, string | string[]>; body: string }) {
  return (
    <>
      <Code
        text={Object.entries(headers)
          .map(([name, value]) => `${name}: ${value}`)
          .join('\n')}
        isQuiet
      />
      {body !== '' && <Code text={prettyJson(body)} />}
    </>
  );
}

function Records({ records }: { records: Record<string, unknown>[] }) {
  return (
    <details class="part" open>
      <summary>
        {t('Ledger')} · {counted(records.length, 'record')}
      </summary>
      {records.map((record) => (
        <details class="record">
          <summary>
            <code>{String(record.event)}</code>{' '}
            {typeof record.state === 'string' && <span class="state">{word(record.state)}</span>}
          </summary>
          <Code text={JSON.stringify(record, undefined, 2)} />
        </details>
      ))}
    </details>
  );
}

function Logs({ lines }: { lines: LogLine[] }) {
  return (
    <details class="part">
      <summary>
        {t('Logs')} · {counted(lines.length, 'line')}
      </summary>
      {lines.map(({ at, station, line }) => (
        <details class="record">
          <summary>
            <time>{timeOfDay(at, true)}</time> {word(station)} <span class="line">{word(messageOf(line))}</span>
          </summary>
          <Code text={prettyJson(line)} />
        </details>
      ))}
    </details>
  );
}

export function Code({ text, isQuiet = false }: { text: string; isQuiet?: boolean }) {
  return <pre class={isQuiet ? 'code quiet' : 'code'}>{text}</pre>;
}

/** The word of a line of the functions' own log; of any other line all. */
function messageOf(line: string): string {
  try {
    return String(JSON.parse(line).message ?? line);
  } catch {
    return line;
  }
}

function shortUrl(url: string): string {
  const { pathname, search } = new URL(url, location.href);
  return pathname.replace(/[\w.~-]{20,}$/, '…') + search;
}

function spanOf(steps: TimelineStep[]): number {
  const ends = steps.map(({ at, ms = 0 }) => at + ms);
  return Math.max(...ends) - Math.min(...steps.map(({ at }) => at));
}
