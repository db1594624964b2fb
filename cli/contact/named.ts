import { conversationKey } from '../../lambdas/ledger/conversation.ts';
import { type FoundConversation, findContact } from '../../operations/stories/find-contact.ts';
import type { LedgerReader } from '../../operations/stories/reader.ts';
import { contactHashKey, type Target } from '../stack/target.ts';
import { readContact } from '../terminal/contact.ts';

/** The contact that a command is about, as a person names it: a phone number, or a conversation as `contact list` shows it. */
export type Named = { conversation: string } | { address: string; masked: string };

/** @throws UsageError when it is neither */
export function readNamed(typed: string): Named {
  if (/^[0-9a-f]{32}$/.test(typed)) return { conversation: typed };
  return readContact(typed);
}

/** Such as `+55…0001`, for a question. */
export function nameOf(named: Named): string {
  return 'conversation' in named ? `conversation ${named.conversation}` : named.masked;
}

/** The conversations of a contact with our numbers, those that are unknown as well. */
export async function conversationsOf(
  named: Named,
  target: Target,
  reader: LedgerReader,
): Promise<FoundConversation[]> {
  if (!('conversation' in named)) {
    return findContact({ address: named.address, hashKey: contactHashKey(target) }, reader);
  }
  const { conversation: hash } = named;
  const record = await reader.get(conversationKey(hash));
  return [{ hash, hashes: [hash, ...((record?.formerly as string[] | undefined) ?? [])], number: undefined, record }];
}
