import type { PageWriting } from './api.ts';
import type { PageContact } from './contacts.ts';

/** Somebody has to be the one who writes in a group. */
const GROUP_WRITER = '+5511999999999';

/** Who writes, in the fields of the simulator. */
export function writerOf({ address, name }: PageContact): Pick<PageWriting, 'from' | 'name' | 'group'> {
  if (!address.endsWith('@g.us')) return { from: address, ...(name !== undefined && { name }) };
  return { from: GROUP_WRITER, group: { id: address, ...(name !== undefined && { name }) } };
}
