import type { Words } from '../ledger/transcripts.ts';
import { type ReplyContent, wordsOf } from '../pilot-status/content.ts';
import type { Attempt, ReplySender } from './sender.ts';

/** Writes what was sent to the transcript, where there is one. */
export async function transcribe(
  { job, key, trace, content, isUnasked }: Pick<Attempt, 'job' | 'key' | 'trace' | 'content' | 'isUnasked'>,
  { transcribe: write }: Pick<ReplySender, 'transcribe'>,
): Promise<void> {
  // The same for each time that it is written.
  const at = isUnasked ? job.writtenAt : (job.decidedAt ?? job.writtenAt);
  const line = { conversation: trace.conversation, from: 'bot', at, key, words: wordsIn(content) } as const;
  await write?.(line, { since: at, ...(!isUnasked && { cause: job.cause }) });
}

function wordsIn(content: ReplyContent): Words {
  if ('templateId' in content) {
    return { type: 'template', template: content.templateId, variables: content.variables };
  }
  return { type: 'media' in content ? content.mediaType : undefined, text: wordsOf(content) };
}
