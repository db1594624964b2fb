import type { LedgerSettings } from '../../../lambdas/ledger/lease.ts';
import type { Table } from '../../../lambdas/ledger/table.ts';
import type { Processor } from '../../../lambdas/processor/processor.ts';
import type { ReplySender } from '../../../lambdas/reply/sender.ts';
import type { HttpRequest, HttpResponse } from '../../../lambdas/runtime/http.ts';
import type { Put } from '../aws/event-bus.ts';
import type { Work } from '../functions/worker.ts';

type Request = (request: HttpRequest) => Promise<HttpResponse>;

interface Parts {
  table: Table;
  settings: LedgerSettings;
  /** Puts an event on the bus at once, where somebody listens. */
  put: Put | undefined;
}

/** Puts something broken in the place of something sound. */
export interface Defect {
  processor?(sound: Processor, parts: Parts): Processor;
  sender?(sound: ReplySender, parts: Parts): ReplySender;
  /** How the history is asked. */
  asking?(ask: Request): Request;
  /** Which way the processor works through a batch. */
  work?: Work;
}

export const NO_DEFECT: Defect = {};
