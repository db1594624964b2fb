import type { Identity } from '../../../lambdas/ledger/messages.ts';
import { type AnswerId, replyRecordKey } from '../../../lambdas/ledger/replies.ts';
import type { Item } from '../../../lambdas/ledger/table.ts';
import type { EventKey } from '../../../lambdas/pilot-status/identity.ts';
import type { Defect } from './defect.ts';

/** What a gateway answers is taken for the word of the vendor. */
export const GATEWAY_TAKEN_FOR_THE_VENDOR: Defect = {
  sender: (sound) => ({
    ...sound,
    send: async (send) => {
      const outcome = await sound.send(send);
      return outcome.kind === 'unknown' && outcome.code.startsWith('HTTP_') ? { ...outcome, kind: 'retry' } : outcome;
    },
  }),
};

/** A failure of the vendor's own is taken for its word that nothing was sent. */
export const FAILURE_TAKEN_FOR_A_REFUSAL: Defect = {
  sender: (sound) => ({
    ...sound,
    send: async (send) => {
      const outcome = await sound.send(send);
      return outcome.kind === 'retry' ? { kind: 'retry', code: outcome.code } : outcome;
    },
  }),
};

/** Nobody counts the sends that got no answer. */
export const NO_LIMIT: Defect = {
  sender: (sound) => ({
    ...sound,
    replies: {
      ...sound.replies,
      begin: async (key, fields) => {
        const beginning = await sound.replies.begin(key, fields);
        return beginning.kind === 'unknown' ? { ...beginning, unanswered: 1 } : beginning;
      },
    },
  }),
};

/** The search begins at the latest attempt. */
export const SEARCH_FROM_THE_LATEST: Defect = {
  sender: (sound) => ({
    ...sound,
    lookUp: (query) => sound.lookUp({ ...query, firstAttemptAt: query.attemptedAt }),
  }),
};

/** The times of the history are read by our own clock. */
export const OUR_CLOCK: Defect = {
  asking: (ask) => async (request) => {
    const response = await ask(request);
    const date = new Date(Date.parse(request.url.searchParams.get('endDate') ?? '') - 45_000).toUTCString();
    return { ...response, headers: { ...response.headers, date } };
  },
};

/** A page that is not full is taken for the last. */
export const SHORT_PAGE_IS_THE_LAST: Defect = {
  asking: (ask) => {
    let isOver = false;
    return async (request) => {
      if (request.url.searchParams.get('page') === '1') isOver = false;
      const response = await ask(request);
      if (response.status !== 200) return response;
      if (isOver) return { ...response, body: '[]' };
      const { items = [] } = JSON.parse(response.body.startsWith('{') ? response.body : '{}');
      isOver = items.length < 100;
      return response;
    };
  },
};

/** What cannot be told for sure is taken for something else. */
export const UNSURE_IS_ABSENT: Defect = {
  sender: (sound) => ({
    ...sound,
    lookUp: async (query) => {
      const answer = await sound.lookUp(query);
      return answer.kind === 'found' && answer.matches.length === 0 ? { kind: 'absent' } : answer;
    },
  }),
};

/** A message with the same words, of which more cannot be told, is left out. */
export const DOUBLES_LEFT_OUT: Defect = {
  sender: (sound) => ({
    ...sound,
    lookUp: async (query) => {
      const answer = await sound.lookUp(query);
      return answer.kind === 'found'
        ? { ...answer, matches: [...answer.matches, ...answer.doubles], doubles: [] }
        : answer;
    },
  }),
};

/** A message that nothing ties to a send is taken for one. */
export const UNTIED_IS_SURE: Defect = {
  sender: (sound) => ({
    ...sound,
    messages: {
      ...sound.messages,
      identify: async (message, reply): Promise<Identity> => {
        const identity = await sound.messages.identify(message, reply);
        const sentId = message.sentId ?? message.whatsappId ?? 'msg_unnamed';
        return identity.is === 'nothing known' ? { is: 'a send', sentId } : identity;
      },
    },
  }),
};

/** One part of an answer is taken for another. */
export const INDEX_IGNORED: Defect = {
  sender: (sound) => ({
    ...sound,
    messages: {
      ...sound.messages,
      identify: async (message, reply) => {
        for (const index of [0, 1, 2, 3]) {
          const identity = await sound.messages.identify(message, replyRecordKey(reply.id, index));
          if (identity.is === 'it') return identity;
        }
        return sound.messages.identify(message, reply);
      },
    },
  }),
};

/** Each part of an answer is guarded by itself. */
export const ANSWER_NOT_GUARDED: Defect = {
  sender: (sound, { table }) => ({
    ...sound,
    replies: {
      ...sound.replies,
      begin: async (key, fields) => {
        const first = await table.get(replyRecordKey(key.id, 0));
        return sound.replies.begin(key, { ...fields, ...(first && answerOf(first)) });
      },
    },
  }),
};

/** Nobody tells a decision from the one that was made of the same event before its contact was erased. */
export const DECISIONS_NOT_TOLD_APART: Defect = {
  sender: (sound) => ({
    ...sound,
    replies: { ...sound.replies, begin: (key, { decidedAt: _, ...fields }) => sound.replies.begin(key, fields) },
  }),
};

function answerOf({ cause, decidedAt }: Item): AnswerId {
  return { cause: cause as EventKey, ...(typeof decidedAt === 'number' && { decidedAt }) };
}
