import { ack } from './ack.ts';
import { cold } from './cold.ts';
import type { BenchTable } from './context.ts';
import { cost } from './cost.ts';
import { growth } from './growth.ts';
import { memory } from './memory.ts';
import { processor } from './processor.ts';
import { reply } from './reply.ts';
import { requests } from './requests.ts';
import { scale } from './scale.ts';
import { size } from './size.ts';
import { throttle } from './throttle.ts';
import { unasked } from './unasked.ts';
import { warm } from './warm.ts';

/** Every table, in the order in which they are printed. */
export const TABLES: readonly BenchTable[] = [
  throttle,
  size,
  processor,
  reply,
  cold,
  warm,
  ack,
  memory,
  requests,
  cost,
  unasked,
  scale,
  growth,
];
