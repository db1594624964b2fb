/** One way to break the code. */
export interface Mutant {
  what: string;
  file: string;
  /** Stands in the file exactly once. */
  source: string;
  replacement: string;
  /** The tests of which one at least must fail. */
  tests: string[];
}

/** What is broken: its name, the source, what stands in its place. */
type Line = [what: string, source: string, replacement: string];

/** @param tests files below test/lambdas, without `.test.ts` */
function mutantsOf(file: string, tests: string[], lines: Line[]): Mutant[] {
  const paths = tests.map((test) => `test/lambdas/${test}.test.ts`);
  return lines.map(([what, source, replacement]) => ({
    what,
    file: `lambdas/${file}`,
    source,
    replacement,
    tests: paths,
  }));
}

/** So many ways to break the ledger, the queues and the two workers; each is caught by a test of `npm test`. */
export const MUTANTS: Mutant[] = [
  ...mutantsOf(
    'processor/reply-messages.ts',
    ['processor/send-together'],
    [
      ['one SQS deduplication id for all parts of an answer', '{job.index}`, attributes', "{''}`, attributes"],
      ['no SQS deduplication of replies', '{job.index}`, attributes', '{Math.random()}`, attributes'],
    ],
  ),
  ...mutantsOf(
    'processor/handle-event.ts',
    ['processor/conversation', 'processor/send-together', 'processor/handle-event', 'processor/redrive'],
    [
      [
        'one message too many passed over after a burst',
        'together: 1 + burst.consumed',
        'together: 2 + burst.consumed',
      ],
      [
        'parts that do not wait for one another',
        'if (!(await enqueue(message))) throw',
        'if (!(enqueue(message))) throw',
      ],
      ['claims kept after an error', 'await releaseAll(held, processor);', ''],
      [
        'a message of a burst without a reply record',
        'if (because === TOGETHER) await closeTogether(',
        'if (false) await closeTogether(',
      ],
      [
        'a lost lease that counts as done',
        "if (!(await events.complete(event.key, lease, end))) return { kind: 'retry' };",
        'await events.complete(event.key, lease, end);',
      ],
      ['a decision that is not looked for', 'if (earlier) return', 'if (earlier && false) return'],
      ['an answer that is not remembered', 'if (isAnswered(conversation, answerKey(first.event)))', 'if (false)'],
      ['a bot that is asked without end', 'if (failures >= processor.maxAttempts) throw', 'if (false) throw'],
    ],
  ),
  ...mutantsOf(
    'processor/burst.ts',
    ['processor/conversation'],
    [
      [
        'a burst that takes an event which failed before',
        "'claimed' in answer ? answer.claimed.failures > 0 : answer",
        "'claimed' in answer ? false : answer",
      ],
      ['a burst that passes over a busy event', "answer.verdict.kind !== 'done') break", 'false) break'],
      ['a burst that doubles the words of two events', '(keys.has(key) ? burst.twins : burst.claims)', 'burst.claims'],
      ['a burst behind a message that failed', 'first.failures > 0 || ', ''],
      [
        'a burst over what was decided about',
        'if (key in conversation.decisions || isAnswered(conversation, key)) break;',
        '',
      ],
    ],
  ),
  ...mutantsOf(
    'processor/bot-error.ts',
    ['processor/handle-event', 'processor/redrive'],
    [
      [
        'a failure that is not counted',
        'return new BotError(message, failures + 1,',
        'return new BotError(message, failures,',
      ],
    ],
  ),
  ...mutantsOf(
    'processor/send-together.ts',
    ['processor/send-together'],
    [['answers that wait for the slowest bot', 'const WAIT_MS = 100;', 'const WAIT_MS = 60_000;']],
  ),
  ...mutantsOf(
    'processor/rules.ts',
    ['processor/rules'],
    [
      [
        'an echo of a later part that is forgotten',
        'else if (!isAnswer(one)) kept.push(',
        'else if (false) kept.push(',
      ],
    ],
  ),
  ...mutantsOf(
    'ledger/table.ts',
    ['ledger/table'],
    [
      ['`ConsistentRead` false', 'ConsistentRead: consistent', 'ConsistentRead: false'],
      ['a query that is not consistent', 'ConsistentRead: true', 'ConsistentRead: false'],
    ],
  ),
  ...mutantsOf(
    'ledger/lease.ts',
    ['ledger/events', 'ledger/replies'],
    [['a lease of another taken for our own', 'return item?.owner === lease.owner;', 'return item !== undefined;']],
  ),
  ...mutantsOf(
    'ledger/events.ts',
    ['ledger/events', 'processor/redrive', 'processor/handle-event'],
    [
      [
        'an own claim that is not recognized',
        "if (isOwn(lease, written.item)) return { kind: 'claimed', lease, failures: 0 };",
        '',
      ],
      ['crashes that are not counted', 'if (leaseUntil !== 0) return { failures: Number(failures) + 1 };', ''],
      ['one count for all messages of an event', 'const failed = isSame ? last : earlier;', 'const failed = last;'],
      [
        'messages of one event that start each other anew',
        'others[old.message] = last;',
        'delete others[old.message];',
      ],
      [
        'a completion without a fence',
        'await table.set(key, fields, heldBy(lease))',
        'await table.put({ ...key, ...fields })',
      ],
    ],
  ),
  ...mutantsOf(
    'ledger/conversations.ts',
    ['processor/handle-event', 'processor/conversation', 'ledger/conversations'],
    [
      [
        'an own decision that is not recognized',
        'return written.ok || written.item?.writer === item.writer;',
        'return written.ok;',
      ],
      [
        'a decision that replaces the one before it',
        'decisions: { ...decisions, ...open }',
        'decisions: { ...open, ...decisions }',
      ],
      ['answers that are forgotten with their decisions', '[...conversation.answered, ...closed.map(shortHash)]', '[]'],
      [
        'a decision that is kept only until the next',
        '({ entry, done: await isDone(entry[1].cause) })',
        '({ entry, done: true })',
      ],
    ],
  ),
  ...mutantsOf(
    'ledger/messages.ts',
    ['ledger/messages', 'reply/find-out'],
    [
      [
        'the index ignored when a history item is matched',
        'reply?.id === id && reply.event === event',
        'reply?.id === id',
      ],
      [
        'an item without id taken for sure',
        "{ is: 'a send', sentId } : { is: 'nothing known' };",
        "{ is: 'a send', sentId } : { is: 'a send', sentId: 'msg_1' };",
      ],
    ],
  ),
  ...mutantsOf(
    'ledger/sendings.ts',
    ['ledger/sendings'],
    [['an echo judged by the latest attempt', 'firstAttemptAt ?? attemptedAt', 'attemptedAt']],
  ),
  ...mutantsOf(
    'ledger/replies.ts',
    ['ledger/replies', 'reply/find-out'],
    [
      [
        'an own write not recognized at the takeover of `unknown`',
        'if (taken.ok || isOwn(lease, record))',
        'if (taken.ok)',
      ],
      [
        'an own beginning that is not recognized',
        'if (isOwn(lease, written.item)) return begun(lease, written.item);',
        '',
      ],
      ['parts of two answers sent as one', "if (await isOfAnother(key, fields)) return { kind: 'other' };", ''],
      [
        'two decisions about one event sent as one',
        'record?.decidedAt === undefined || record.decidedAt === decidedAt',
        'true',
      ],
      ['a send that is not counted', 'unanswered: earlierSends(record) + 1', 'unanswered: earlierSends(record)'],
      [
        'a search that begins at the latest attempt',
        'firstAttemptAt: Number(firstAttemptAt)',
        'firstAttemptAt: Number(attemptedAt)',
      ],
    ],
  ),
  ...mutantsOf(
    'reply/find-out.ts',
    ['reply/find-out'],
    [
      ['three sends without an answer', 'const MAX_UNANSWERED = 2;', 'const MAX_UNANSWERED = 3;'],
      ['a history that is asked at once', 'if (now() < arrivedBy) {', 'if (false) {'],
      ['a message beside its double taken for sure', 'alike.length === 0 ? fitting', 'true ? fitting'],
    ],
  ),
  ...mutantsOf(
    'reply/send-once.ts',
    ['reply/send-reply', 'reply/find-out'],
    [
      ['a send at the end of a lease', 'if (startedAt + sender.sendTimeoutMs > lease.until) {', 'if (false) {'],
      [
        'a lost answer taken for a refusal',
        'await replies.leaveUnknown(key, lease, outcome.code, { unanswered });',
        'await replies.requeue(key, lease, outcome.code);',
      ],
    ],
  ),
  ...mutantsOf(
    'reply/send-reply.ts',
    ['reply/send-reply'],
    [
      [
        'a reply that is sent when it is no longer useful',
        'if (now() >= job.expiresAt) return expire(attempt, {}, sender);',
        '',
      ],
    ],
  ),
  ...mutantsOf(
    'reply/outcome.ts',
    ['reply/send-reply'],
    [
      [
        'a send that nothing leads back to',
        'await messages.linkReply(sentId, key, { text: wordsOf(content), reference, conversation });',
        '',
      ],
    ],
  ),
  ...mutantsOf(
    'ledger/transcripts.ts',
    ['ledger/transcripts'],
    [['an answer of an erased contact that is written down', 'if (answered && isErased(answered)) return;', '']],
  ),
  ...mutantsOf(
    'processor/transcribe.ts',
    ['processor/transcribe'],
    [['words of an erased contact that are written down', ' || isErased) return;', ') return;']],
  ),
  ...mutantsOf(
    'queue/worker.ts',
    ['queue/worker'],
    [
      ['suspects not in random order', '.sort((a, b) => a.rank - b.rank)', ''],
      ['suspects that are suspected late', 'const SUSPECT_RECEIVES = 3;', 'const SUSPECT_RECEIVES = 4;'],
      ['a message that is visible before one that stands before it', '      break;', '      continue;'],
      [
        'a conversation that goes on behind a retry',
        'else return giveBack(toDo, waitOf(verdict, head, worker), worker);',
        'else toDo = toDo.slice(1);',
      ],
    ],
  ),
  ...mutantsOf(
    'queue/sqs.ts',
    ['queue/sqs'],
    [
      [
        'a message that overtakes one which SQS did not take',
        'if (!accepted.has(message)) failedGroups.add(message.group);',
        ';',
      ],
      ['deduplication by the body', 'update(deduplicateBy)', 'update(body)'],
    ],
  ),
];
