import { ack } from './ack.ts';
import { processor, reply } from './batches.ts';
import { cold } from './cold.ts';
import type { Table } from './context.ts';
import { memory } from './memory.ts';
import { requests } from './requests.ts';
import { size } from './size.ts';
import { warm } from './warm.ts';

/** Every table, in the order in which they are printed. */
export const TABLES: readonly Table[] = [size, cold, memory, warm, ack, processor, reply, requests];
