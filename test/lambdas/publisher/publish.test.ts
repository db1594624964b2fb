import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bot, handOver } from '../../../lambdas/bot-api/index.ts';
import { entryOf, type Publishing, publishEvent, SOURCE } from '../../../lambdas/publisher/publish.ts';
import { teamWebhook } from '../../../lambdas/publisher/team.ts';
import {
  OWN_EVENTS,
  type PublishedEvent,
  publisher,
  readPublishedEvent,
} from '../../../lambdas/queue/published-event.ts';
import type { Outgoing } from '../../../lambdas/queue/sqs.ts';
import { DONE } from '../../../lambdas/queue/worker.ts';
import type { HttpRequest } from '../../../lambdas/runtime/http.ts';
import { describeEvent, EVENT_SCHEMAS } from '../../../scripts/event-schemas.ts';
import { recordedLog } from '../../support/log.ts';
import { openOutbox } from '../../support/outbox.ts';
import { openProcessor, queued } from '../../support/processor.ts';
import { JOB, NOW, openReply } from '../../support/reply.ts';
import { ALL_SAMPLES, queueMessage, received } from '../../support/samples.ts';

const HOUR = 3_600_000;

/** Notes what is published. */
function listening() {
  const events: PublishedEvent[] = [];
  const publish = async (all: readonly PublishedEvent[]) => void events.push(...all);
  const types = () => events.map(({ type }) => type);
  return { events, publish, types };
}

/** What a consumer gets of an event. */
const detailOf = (event: PublishedEvent) => JSON.parse(entryOf(event, { bus: 'default', stage: 'prod' }).Detail ?? '');

let messages = 0;
const wrote = (content: string, data: Record<string, unknown> = {}) => {
  const id = `published-${++messages}`;
  return queued(received({ id, messageId: `wa-${id}`, content, ...data }));
};

describe('the processor', () => {
  test('publishes every event of the vendor under its name, whatever is done about it', async () => {
    const { publish, types, events } = listening();
    const { run } = openProcessor({ publish });
    for (const [, sample] of ALL_SAMPLES) await run(queued(sample));
    expect(types().sort()).toEqual(ALL_SAMPLES.map(([name]) => name).sort());
    for (const event of events) expect(() => EVENT_SCHEMAS.inbound?.parse(detailOf(event))).not.toThrow();
  });

  test('publishes what changes between us and the contact, once', async () => {
    const { publish, types, events } = listening();
    const bot: Bot = {
      onMessage: ({ text }) => (text === 'human' ? ['One moment', handOver({ minutes: 30 })] : 'Thanks'),
    };
    const { run, time } = openProcessor({ publish, bot });
    for (const words of ['Hi', 'STOP', 'Hi', 'START', 'human', 'Hi']) await run(wrote(words));
    time.advance(HOUR);
    await run(wrote('Hi'));
    expect(types().filter((type) => type !== 'message.received')).toEqual([
      'contact.opted-out',
      'contact.opted-in',
      'conversation.handed-over',
      'conversation.resumed',
    ]);
    for (const event of events.filter(({ type }) => type !== 'message.received')) {
      expect(() => EVENT_SCHEMAS[event.type]?.parse(detailOf(event))).not.toThrow();
    }
    expect(events.find(({ type }) => type === 'conversation.handed-over')?.about).toMatchObject({ by: 'bot' });
  });

  test('tells a person who takes over from the bot that wants one, and tells it once', async () => {
    const { publish, events } = listening();
    const { run } = openProcessor({ publish });
    await run(wrote('Hi'));
    const own = (text: string) => wrote(text, { fromMe: true, from: '+5511888888888', to: '+5511999999999' });
    await run(own('This is Ana'));
    await run(own('How can I help?'));
    const handed = events.filter(({ type }) => type === 'conversation.handed-over');
    expect(handed.map(({ about }) => about.by)).toEqual(['person']);
  });

  test('publishes after the answer is on its way, and again when it is cut off before the event is done', async () => {
    const { publish, types } = listening();
    const opened = openProcessor({ publish });
    const { run, processor, sent, states } = opened;
    processor.publish = async () => {
      expect(sent).toHaveLength(1);
      throw new Error('The queue is down');
    };
    const message = wrote('Hi');
    await run(message);
    expect(states()).not.toContain('done');
    processor.publish = publish;
    await run({ ...message, receiveCount: 2 });
    expect(types()).toEqual(['message.received']);
  });

  test('an event without work that was recorded, and cut off, is published by the next try', async () => {
    const { publish, types } = listening();
    const { run, processor } = openProcessor({ publish });
    const sample = queued({ event: 'message.read', data: { id: 'r1', numberId: 'n' } });
    processor.publish = async () => {
      throw new Error('The queue is down');
    };
    await run(sample);
    processor.publish = publish;
    await run({ ...sample, receiveCount: 2 });
    expect(types()).toEqual(['message.read']);
    await run({ ...sample, receiveCount: 1 });
    expect(types()).toHaveLength(1);
  });

  test('where nobody listens, nothing is kept for it', async () => {
    const { run, table } = openProcessor();
    await run(wrote('STOP'));
    expect(JSON.stringify([...table.items.values()])).not.toContain('contact.opted-out');
  });
});

describe('the reply function', () => {
  const outcomes = [
    ['sent', {}, [{ kind: 'sent', id: 'msg_1' }], { sentId: 'msg_1' }],
    ['failed', {}, [{ kind: 'failed', code: 'BAD_TEMPLATE' }], { code: 'BAD_TEMPLATE' }],
    ['expired', { expiresAt: NOW - 1 }, [], {}],
  ] as const;

  test.each(outcomes)('publishes that a reply is %s', async (state, job, answers, about) => {
    const { publish, events } = listening();
    const { run } = openReply([...answers], { publish });
    await run({ ...job, reference: 'order 42' });
    expect(events).toMatchObject([
      {
        type: `reply.${state}`,
        numberId: 'n1',
        about: { reply: JOB.reply, cause: 'e1', reference: 'order 42', ...about },
      },
    ]);
    expect(() => EVENT_SCHEMAS[`reply.${state}`]?.parse(detailOf(events[0] as PublishedEvent))).not.toThrow();
  });

  test('publishes that it was parked', async () => {
    const { publish, types } = listening();
    const { run, time } = openReply([{ kind: 'unknown', code: 'LOST' }], { publish });
    await run();
    time.advance(10 * 60_000);
    expect(await run({}, { receiveCount: 2 })).toMatchObject({ kind: 'park' });
    expect(types()).toEqual(['reply.parked']);
  });

  test('publishes that it was parked because its number has no API key', async () => {
    const { publish, types } = listening();
    const { run } = openReply([], { publish, readApiKeySecret: async () => '{"another":"ps_key"}' });
    expect(await run()).toMatchObject({ kind: 'park' });
    expect(types()).toEqual(['reply.parked']);
  });

  test('what was sent, and cut off before others heard of it, is published by the next try, without a second send', async () => {
    const { publish, events } = listening();
    const { run, sender, sends } = openReply([], { publish });
    sender.publish = async () => {
      throw new Error('The queue is down');
    };
    await run();
    sender.publish = publish;
    expect(await run({}, { receiveCount: 2 })).toEqual(DONE);
    expect(events).toMatchObject([{ type: 'reply.sent', about: { sentId: 'msg_1' } }]);
    expect(sends).toHaveLength(1);
  });

  test('a message of the outbox that was sent, and cut off, is published by the next try under the same id', async () => {
    const { publish, events } = listening();
    const { ask, work, queue, sender } = openOutbox({ sender: { publish } });
    const ids: string[] = [];
    sender.publish = async ([event]) => {
      ids.push(event?.id ?? '');
      throw new Error('The queue is down');
    };
    await ask({ to: '+5511999999999', key: 'order-1', text: 'Hi' });
    const jobs = [...queue];
    await work();
    sender.publish = publish;
    queue.push(...jobs);
    await work();
    expect(events).toMatchObject([{ type: 'reply.sent', id: ids[0], about: { sentId: 'msg_1' } }]);
    expect(() => EVENT_SCHEMAS['reply.sent']?.parse(detailOf(events[0] as PublishedEvent))).not.toThrow();
  });

  test('a message of the outbox is known by its key', async () => {
    const { publish, events } = listening();
    const { ask, work } = openOutbox({ sender: { publish } });
    await ask({ to: '+5511999999999', key: 'order-1', text: 'Hi' });
    await work();
    expect(events).toMatchObject([{ type: 'reply.sent', about: { reference: 'order-1' } }]);
    expect(() => EVENT_SCHEMAS['reply.sent']?.parse(detailOf(events[0] as PublishedEvent))).not.toThrow();
  });
});

describe('the queue of events', () => {
  const event: PublishedEvent = {
    format: 1,
    id: 'message.received e1',
    type: 'message.received',
    at: NOW,
    conversation: 'c1',
    about: { id: 'e1' },
    content: { data: { content: 'Secret words', from: '+5511999999999' } },
  };
  const queue = (hasContent: boolean, accepts = true) => {
    const sent: Outgoing[] = [];
    const send = async (all: Outgoing[]) => {
      sent.push(...all);
      return all.map(() => accepts);
    };
    return { sent, publish: publisher(send, hasContent) };
  };

  test('holds what was said only where the setting says so, and never more than EventBridge takes', async () => {
    const [off, on] = [queue(false), queue(true)];
    await off.publish([event]);
    await on.publish([event, { ...event, content: { data: { content: 'x'.repeat(300_000) } } }]);
    expect(off.sent[0]?.body).not.toMatch(/Secret|99999/);
    expect(readPublishedEvent(on.sent[0]?.body ?? '')).toEqual(event);
    expect(on.sent[1]?.body.length).toBeLessThan(1_000);
    expect(on.sent[1]).toMatchObject({ group: 'c1', deduplicateBy: event.id });
  });

  test('throws where it is not taken, so that the work is tried again', async () => {
    await expect(queue(true, false).publish([event])).rejects.toThrow(/did not accept/);
    await queue(true, false).publish([]);
  });

  const publishing = (overrides: Partial<Publishing> = {}) => {
    const log = recordedLog();
    const entries: unknown[] = [];
    const put = async (entry: unknown) => {
      entries.push(entry);
      return undefined;
    };
    const all: Publishing = { bus: 'default', stage: 'prod', put, log, ...overrides };
    const run = (body: unknown) => publishEvent(queueMessage({ body: JSON.stringify(body) }), all);
    return { entries, log, run };
  };

  test('is put on the bus, event by event', async () => {
    const { run, entries, log } = publishing();
    expect(await run(event)).toEqual(DONE);
    expect(entries).toEqual([
      {
        EventBusName: 'default',
        Source: SOURCE,
        DetailType: 'message.received',
        Time: new Date(NOW),
        Detail: expect.any(String),
      },
    ]);
    expect(detailOf(event)).toMatchObject({ id: event.id, stage: 'prod', time: new Date(NOW).toISOString() });
    expect(log.steps()).toEqual(['published']);
  });

  test('keeps what the bus does not take, and what it cannot read is parked', async () => {
    const refused = publishing({ put: async () => 'ThrottlingException' });
    expect(await refused.run(event)).toMatchObject({ kind: 'retry' });
    expect(refused.log.steps()).toEqual(['not published']);
    const broken = publishing({
      put: async () => {
        throw new Error('No answer');
      },
    });
    expect(await broken.run(event)).toMatchObject({ kind: 'retry' });
    expect(await publishing().run({ format: 2 })).toMatchObject({ kind: 'park' });
  });

  test('tells the team of a conversation that wants a person, without a word of it', async () => {
    const requests: HttpRequest[] = [];
    const request = async (one: HttpRequest) => {
      requests.push(one);
      return { status: 200, headers: {}, body: 'ok' };
    };
    const notifyTeam = teamWebhook(async () => 'https://hooks.example/T1', 'https://pilotstatus.com.br', request);
    const { run } = publishing({ notifyTeam });
    const handed = (by: string) => ({ ...event, type: 'conversation.handed-over', about: { cause: 'e1', by } });
    await run(handed('person'));
    await run(event);
    expect(requests).toEqual([]);
    await run(handed('bot'));
    expect(requests).toMatchObject([{ method: 'POST', url: new URL('https://hooks.example/T1') }]);
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      text: 'A contact wants to speak with a person. https://pilotstatus.com.br',
    });
  });

  test('tries again where the team could not be told', async () => {
    const answering = (status: number, url?: string) =>
      publishing({
        notifyTeam: teamWebhook(
          async () => url,
          '',
          async () => ({ status, headers: {}, body: '' }),
        ),
      });
    const handed = { ...event, type: 'conversation.handed-over', about: { cause: 'e1', by: 'bot' } };
    expect(await answering(500, 'https://hooks.example').run(handed)).toMatchObject({ kind: 'retry' });
    expect(await answering(200).run(handed)).toMatchObject({ kind: 'retry' });
  });
});

test.each(Object.keys(EVENT_SCHEMAS))('docs/events has the schema of %s; `npm run docs` writes it', (name) => {
  const file = join(import.meta.dirname, '..', '..', '..', 'docs', 'events', `${name}.json`);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(describeEvent(name));
});

test('each event of ours has a schema', () => {
  for (const type of OWN_EVENTS) expect(EVENT_SCHEMAS).toHaveProperty([type]);
});
