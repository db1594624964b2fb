import type { EventDetail } from './protocol.ts';
import type { EventTrace } from './tracer/trace.ts';

type Query = (partition: string) => Promise<Record<string, unknown>[]>;

/** All that is known of an event, with its records in the ledger as they are now. */
export async function detailOf(trace: EventTrace, query: Query): Promise<EventDetail> {
  const records = await Promise.all(partitionsOf(trace).map(query));
  const { summary, steps, logs } = trace;
  return {
    summary: { ...summary },
    steps: [...steps].sort((a, b) => a.at - b.at),
    logs: [...logs],
    ledger: records.flat(),
  };
}

/** The partitions of the ledger about an event: of itself, of its replies and their statuses, of its conversation. */
function partitionsOf({ key, replies, sentIds, conversation }: EventTrace): string[] {
  const answers = [...replies.values()].flatMap(({ job }) => (job === undefined ? [] : [job.reply]));
  const conversations = conversation === undefined ? [] : [`conversation#${conversation}`];
  return [...new Set([key.id, ...answers, ...sentIds, ...conversations])];
}
