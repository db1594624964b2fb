import {
  COMPLETE_BEFORE_ENQUEUE,
  DATA_ID_ALONE,
  FLAG_INSTEAD_OF_LEASE,
  NO_FENCE_ON_REPLY,
  NO_GAP,
  PROMISE_ALL_BATCH,
  RETRY_A_LOST_SEND,
  TEMPLATE_BY_ITS_WORDS,
  UNCONDITIONAL_COMPLETE,
} from './defects/classic.ts';
import type { Defect } from './defects/defect.ts';
import {
  DECIDE_ANEW,
  ECHO_BY_DECISION,
  FORGETFUL_OPT_OUT,
  ONE_COUNT_FOR_EVER,
  ONE_ID_FOR_ALL_PARTS,
  PARTS_AT_ONCE,
  REPLIES_OF_A_BATCH_TOGETHER,
  UNSTORABLE_FOR_EVER,
} from './defects/lost.ts';
import { ONE_REVISION, OPT_OUT_NOT_ASKED, SCHEDULE_LOST, UNASKED_NOT_NOTED } from './defects/outbox.ts';
import { BUS_BEFORE_ANSWER, PUBLISH_AFTER_COMPLETE, PUBLISH_NOT_RETRIED } from './defects/published.ts';
import {
  ANSWER_NOT_GUARDED,
  DECISIONS_NOT_TOLD_APART,
  DOUBLES_LEFT_OUT,
  FAILURE_TAKEN_FOR_A_REFUSAL,
  GATEWAY_TAKEN_FOR_THE_VENDOR,
  INDEX_IGNORED,
  NO_LIMIT,
  OUR_CLOCK,
  SEARCH_FROM_THE_LATEST,
  SHORT_PAGE_IS_THE_LAST,
  UNSURE_IS_ABSENT,
  UNTIED_IS_SURE,
} from './defects/sends.ts';
import { simulate } from './simulate.ts';

const SEEDS = 1_000;

// Minutes on a busy machine: the limit only ends what never comes to an end.
jest.setTimeout(10 * 60_000);

/**
 * The first seed at which the defect is caught by a complaint of that kind, where the sound code has nothing to hide.
 *
 * @param from where to begin: what is rare is known to be there, or was when it was last looked for
 */
async function firstCaught(defect: Defect, complaint: RegExp, from = 1): Promise<number | undefined> {
  for (let seed = from; seed < from + SEEDS; seed++) {
    const { complaints } = await simulate({ seed, defect });
    if (!complaints.some((what) => complaint.test(what))) continue;
    if ((await simulate({ seed })).complaints.length === 0) return seed;
  }
  return undefined;
}

test.each<[string, Defect, RegExp, number?]>([
  ['a flag instead of a lease', FLAG_INSTEAD_OF_LEASE, /^lost: /],
  [
    'a completion that does not ask who holds the record',
    UNCONDITIONAL_COMPLETE,
    / writes (to|the outcome of) a record that /,
    46,
  ],
  ['a completion before the reply is enqueued', COMPLETE_BEFORE_ENQUEUE, /^lost: .* counts as answered/, 104],
  ['a reply without a fence', NO_FENCE_ON_REPLY, /^sent \d+ times/],
  ['a batch handled with Promise.all', PROMISE_ALL_BATCH, /^out of order/, 8],
  ['deduplication on data.id alone', DATA_ID_ALONE, /^status: /],
  ['a gap that nobody waits for', NO_GAP, /^too soon/, 11],
  ['a lost template that is taken for another message', TEMPLATE_BY_ITS_WORDS, /^called absent/, 88],
  ['a lost send that is sent again at once', RETRY_A_LOST_SEND, /^sent \d+ times/],
  ['a gateway that is taken for the vendor', GATEWAY_TAKEN_FOR_THE_VENDOR, /^left \d+ times/],
  ['a failure of the vendor that is taken for a refusal', FAILURE_TAKEN_FOR_A_REFUSAL, /^sent \d+ times/, 24],
  ['sends without an answer that nobody counts', NO_LIMIT, /^left \d+ times/, 14],
  ['a search that begins at the latest attempt', SEARCH_FROM_THE_LATEST, /^called absent/, 1_127],
  ['a search by our own clock', OUR_CLOCK, /^called absent/],
  ['a search that ends at the first page that is not full', SHORT_PAGE_IS_THE_LAST, /^called absent/, 305],
  ['a message that may be the one, taken for another', UNSURE_IS_ABSENT, /^called absent/, 25],
  ['a message that may be another, taken for the one', DOUBLES_LEFT_OUT, /^(mistaken|lost): /, 1_577],
  ['a message that nothing ties to a send, taken for one', UNTIED_IS_SURE, /^(mistaken|status): /],
  ['one part of an answer taken for another', INDEX_IGNORED, /^(mistaken|lost|status): /, 40],
  ['parts of an answer that are each guarded by themselves', ANSWER_NOT_GUARDED, /^answered twice/, 540],
  ['two decisions about one event, where the contact was erased', DECISIONS_NOT_TOLD_APART, /^answered twice/, 81],
  ['a count of failures that a redrive does not end', ONE_COUNT_FOR_EVER, /^lost: .* after the bot was repaired/],
  ['one deduplication id for all parts of an answer', ONE_ID_FOR_ALL_PARTS, /^silent: part \d/],
  ['parts that do not wait for those before them', PARTS_AT_ONCE, /^out of order: part \d/],
  ['replies that wait for the slowest bot of the batch', REPLIES_OF_A_BATCH_TOGETHER, /^late: /, 579],
  ['an echo that is judged by when it was decided', ECHO_BY_DECISION, /silences the bot, and no person wrote it/],
  ['a decision that is not looked for', DECIDE_ANEW, /^decided \d+ times/],
  ['an opt-out that the next decision forgets', FORGETFUL_OPT_OUT, /^unheard: /],
  ['a message that is moved and keeps its revision', ONE_REVISION, /^(too soon|lost|left|stale)/, 8],
  ['a schedule that was not made, and is not missed', SCHEDULE_LOST, /^lost: /, 14],
  ['a message sent unasked that nobody notes', UNASKED_NOT_NOTED, /silences the bot, and no person wrote it/, 11],
  ['an opt-out that is not looked for when a message is due', OPT_OUT_NOT_ASKED, /^unheard: send#/, 130],
  ['an answer that waits for the event bus', BUS_BEFORE_ANSWER, /^late: /, 1_470],
  ['an event that others hear of when it is done', PUBLISH_AFTER_COMPLETE, /^unheard by others: /, 60],
  ['an outcome that the queue of the bus did not take', PUBLISH_NOT_RETRIED, /^unheard by others: /, 190],
  ['an answer that no store holds, tried again without end', UNSTORABLE_FOR_EVER, /^asked \d+ times/, 36],
])(`%s is caught within ${SEEDS} seeds`, async (_, defect, complaint, ...[from]) => {
  expect(await firstCaught(defect, complaint, from)).toBeDefined();
});
