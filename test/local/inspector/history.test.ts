import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type History, openHistory } from '../../../local/inspector/history.ts';
import type { ChatMessage } from '../../../local/inspector/protocol.ts';
import type { createTracer } from '../../../local/inspector/tracer/tracer.ts';
import { tracedPipeline } from '../../support/traced-pipeline.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'history-'));
  file = join(folder, 'history.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A pipeline whose past is kept; what is due runs when it is asked for. */
function kept(maxBytes?: number) {
  const on = tracedPipeline();
  const due: (() => void)[] = [];
  const { past, trace } = on.tracer;
  const history = openHistory({
    file,
    past,
    trace,
    after: (_, run) => void due.push(run),
    ...(maxBytes !== undefined && { maxBytes }),
  });
  const note = () => {
    for (const { n } of on.tracer.state().events) history.event(n);
    for (const message of on.tracer.state().messages) history.message(message);
    for (const run of due.splice(0)) run();
  };
  return { on, history, note };
}

/** What the next process knows. */
function restarted() {
  const next = kept();
  next.on.tracer.restore(next.history.load());
  return next;
}

const stateOf = ({ tracer }: { tracer: ReturnType<typeof createTracer> }) => {
  const { events, messages } = tracer.state();
  return { events, messages };
};

test('what was written is known after a restart, and goes on from there', () => {
  const { on, note } = kept();
  on.decided();
  note();
  on.replied({ sentId: 'msg_1' });
  note();

  const { on: after } = restarted();
  expect(stateOf(after)).toEqual(stateOf(on));
  expect(after.whats(1)).toEqual(on.whats(1));
  expect(after.tracer.conversationOf('+5511999999999')).toBe('c');
  after.recorded('message.read', 'msg_1');
  expect(after.event(1)).toMatchObject({ outcome: 'sent', reached: 'read' });
  expect(after.event(2)).toMatchObject({ event: 'message.read' });
});

test('what was cut off in the middle of a line is left out', () => {
  const { on, note } = kept();
  on.decided();
  note();
  appendFileSync(file, '{"trace":{"summary":{"n":7');
  const { on: after, note: noteAfter } = restarted();
  expect(stateOf(after)).toEqual(stateOf(on));
  after.recorded('message.read', 'msg_1');
  noteAfter();
  expect(stateOf(restarted().on)).toEqual(stateOf(after));
});

test('a file of another format, or none, is an empty past', () => {
  expect(restarted().on.tracer.state().events).toEqual([]);
  writeFileSync(file, '{"format":2}\n{"trace":{}}\n');
  expect(restarted().on.tracer.state().events).toEqual([]);
});

test('the file is readable by its owner alone, and has nothing more of what was forgotten', () => {
  const { on, history, note } = kept();
  on.decided();
  note();
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).toContain('+5511999999999');
  on.tracer.forget({ conversation: 'c' });
  history.rewrite();
  expect(readFileSync(file, 'utf8')).not.toContain('+5511999999999');
});

test('a file that is too large is written again, with the newest half', () => {
  const max = 40_000;
  const { on, note } = kept(max);
  for (let i = 0; i < 40; i++) {
    on.decided({ id: `id-${i}` });
    note();
  }
  expect(statSync(file).size).toBeLessThan(2 * max);
  const { events } = restarted().on.tracer.state();
  expect(events.length).toBeLessThan(40);
  expect(events.at(-1)?.id).toBe('id-39');
});

test('what is not written yet is written when the app stops', () => {
  const on = tracedPipeline();
  const { past, trace } = on.tracer;
  const history: History = openHistory({ file, past, trace, after: () => undefined });
  history.message({ id: 'm', chat: 'c', side: 'bot', at: 1, state: 'sent', content: {} } as ChatMessage);
  on.decided();
  history.event(1);
  history.flush();
  expect(readFileSync(file, 'utf8')).toContain('message.received');
});
