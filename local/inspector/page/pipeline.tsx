import { useEffect, useRef } from 'preact/hooks';
import type { FunctionState, Move, PipelineFunction, QueueName, QueueState, Station } from '../protocol.ts';
import { duration } from './format.ts';
import { type Box, type Layout, NARROW, type Point, trayOf, WIDE } from './geometry.ts';
import { useSize } from './hooks.ts';
import { counted, t } from './texts.ts';
import { createTraffic, type Scene } from './traffic.ts';

interface PipelineProps {
  queues: Record<QueueName, QueueState>;
  /** Absent where nobody watches them run. */
  functions: Record<PipelineFunction, FunctionState> | undefined;
  vendorNote: string;
  /** Calls back with what moves, from now on. @returns a function that ends it */
  subscribe(onMoves: (moves: Move[]) => void): () => void;
  onDeadLetters(): void;
}

/** The pipeline, as it is at this moment. */
export function Pipeline({ queues, functions, vendorNote, subscribe, onDeadLetters }: PipelineProps) {
  const picture = useRef<SVGSVGElement>(null);
  const { width } = useSize(picture);
  const layout = width > 0 && width < NARROWEST_ROUND ? NARROW : WIDE;
  useEffect(() => animate(picture.current as SVGSVGElement, layout, subscribe), [layout, subscribe]);
  const { boxes } = layout;
  return (
    // biome-ignore lint/a11y/useSemanticElements: an SVG has no fieldset
    <svg
      ref={picture}
      class="diagram"
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      role="group"
      aria-label={t('The pipeline')}
    >
      <defs>
        <marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="4.5" markerHeight="4.5" orient="auto">
          <path d="M0 0 8 4 0 8Z" />
        </marker>
      </defs>
      {Object.values(layout.paths).map((way) => (
        <polyline class="way" marker-end="url(#arrow)" points={pointsOf(way)} />
      ))}
      {layout.ledgerLines.map((way) => (
        <polyline class="ledger-line" points={pointsOf(way)} />
      ))}
      <Place station="vendor" box={boxes.vendor} title="Pilot Status" notes={[vendorNote]} />
      <Place station="api" box={boxes.api} title="API" notes={['HTTP API']} />
      <FunctionPlace station="ingest" box={boxes.ingest} purpose={t('verify, enqueue')} state={functions?.ingest} />
      <QueuePlace station="events" box={boxes.events} state={queues.events} />
      <FunctionPlace
        station="processor"
        box={boxes.processor}
        purpose={t('decide once')}
        state={functions?.processor}
      />
      <QueuePlace station="replies" box={boxes.replies} state={queues.replies} />
      <FunctionPlace station="reply" box={boxes.reply} purpose={t('send once')} state={functions?.reply} />
      <g class="station ledger">
        <rect {...boxes.ledger} rx="10" />
        <Label box={boxes.ledger} title="ledger" notes={['DynamoDB']} />
      </g>
      {(['events', 'replies'] as const).map((queue) => (
        <Tray queue={queue} box={trayOf(layout, queue)} count={queues[queue].deadLetters} onOpen={onDeadLetters} />
      ))}
      <g class="dots" />
    </svg>
  );
}

/** Below this width, in px, the words of the wide picture cannot be read. */
const NARROWEST_ROUND = 500;

interface PlaceProps {
  station: Station;
  box: Box;
  title: string;
  notes: string[];
  isRunning?: boolean;
}

function Place({ station, box, title, notes, isRunning = false }: PlaceProps) {
  return (
    <g class="station" data-station={station} data-running={isRunning}>
      <rect {...box} rx="10" />
      <Label box={box} title={title} notes={notes} />
    </g>
  );
}

function FunctionPlace({
  station,
  box,
  purpose,
  state,
}: {
  station: PipelineFunction;
  box: Box;
  purpose: string;
  state: FunctionState | undefined;
}) {
  if (state === undefined) return <Place station={station} box={box} title={station} notes={[purpose]} />;
  const { running, invocations, errors, lastMs } = state;
  const runs = `${counted(invocations, 'run')}${lastMs === undefined ? '' : ` · ${duration(lastMs)}`}`;
  const notes = [purpose, runs, ...(errors > 0 ? [counted(errors, 'error')] : [])];
  return <Place station={station} box={box} title={station} notes={notes} isRunning={running > 0} />;
}

function QueuePlace({ station, box, state }: { station: QueueName; box: Box; state: QueueState }) {
  const { waiting, inFlight } = state;
  return (
    <g class="station queue" data-station={station} data-waiting={waiting} data-in-flight={inFlight}>
      <rect {...box} rx="10" />
      <text class="title" x={box.x + box.width / 2} y={box.y + 20}>
        {t(station)}
      </text>
      <Slots box={box} waiting={waiting} inFlight={inFlight} />
      <text x={box.x + box.width / 2} y={box.y + 54}>
        {t('{waiting} waiting · {inFlight} in flight', { waiting, inFlight })}
      </text>
    </g>
  );
}

const SLOTS = 8;

/** The front of the queue: what is in flight, then what waits. */
function Slots({ box, waiting, inFlight }: { box: Box; waiting: number; inFlight: number }) {
  const left = box.x + box.width / 2 - (SLOTS * 12) / 2;
  return (
    <g>
      {Array.from({ length: SLOTS }, (_, i) => (
        <rect
          class="slot"
          data-filled={i < inFlight ? 'in-flight' : i < inFlight + waiting ? 'waiting' : 'no'}
          x={left + i * 12 + 1}
          y={box.y + 29}
          width="10"
          height="10"
          rx="2"
        />
      ))}
    </g>
  );
}

function Tray({ queue, box, count, onOpen }: { queue: QueueName; box: Box; count: number; onOpen(): void }) {
  const label = counted(count, 'dead letter');
  const open = (event: KeyboardEvent) => (event.key === 'Enter' || event.key === ' ') && onOpen();
  return (
    // biome-ignore lint/a11y/useSemanticElements: an SVG has no button
    <g
      class="tray"
      data-queue={queue}
      data-count={count}
      role="button"
      tabIndex={0}
      aria-label={`${t(queue)}: ${label}`}
      onClick={onOpen}
      onKeyDown={open}
    >
      <rect {...box} rx="5" />
      <text x={box.x + box.width / 2} y={box.y + 14}>
        {label}
      </text>
    </g>
  );
}

/** A title, and notes under it, in the middle of a box. */
function Label({ box, title, notes }: { box: Box; title: string; notes: string[] }) {
  const x = box.x + box.width / 2;
  const top = box.y + box.height / 2 - notes.length * 7 + 4;
  return (
    <>
      <text class="title" x={x} y={top}>
        {title}
      </text>
      {notes.map((note, i) => (
        <text x={x} y={top + 16 + i * 14}>
          {note}
        </text>
      ))}
    </>
  );
}

function pointsOf(way: readonly Point[]): string {
  return way.map(({ x, y }) => `${x},${y}`).join(' ');
}

/** Draws what moves, frame by frame, as long as anything does. @returns a function that ends it */
function animate(picture: SVGSVGElement, layout: Layout, subscribe: PipelineProps['subscribe']): () => void {
  const traffic = createTraffic(layout);
  let frame = 0;
  const draw = (now: number): void => {
    drawScene(picture, traffic.sceneAt(now));
    frame = traffic.isEmpty() ? 0 : requestAnimationFrame(draw);
  };
  const end = subscribe((moves) => {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches || document.hidden) return;
    traffic.add(moves, performance.now());
    if (frame === 0) frame = requestAnimationFrame(draw);
  });
  return () => {
    end();
    cancelAnimationFrame(frame);
  };
}

function drawScene(picture: SVGSVGElement, { dots, reached }: Scene): void {
  const layer = picture.querySelector('.dots');
  layer?.replaceChildren(
    ...dots.map(({ x, y, tone }) => {
      const circle = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
      for (const [name, value] of Object.entries({ cx: x, cy: y, r: 6, 'data-tone': tone })) {
        circle.setAttribute(name, String(value));
      }
      return circle;
    }),
  );
  for (const station of picture.querySelectorAll<SVGElement>('.station[data-station]')) {
    station.classList.toggle('reached', reached.includes(station.dataset.station as Station));
  }
}
