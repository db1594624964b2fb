import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { BundledFunction } from './bundled-function.ts';
import type { LedgerTable } from './ledger-table.ts';
import type { Schedules } from './schedules.ts';
import type { WorkerQueue } from './worker-queue.ts';

/** The functions of the pipeline, whose log lines are counted. */
export type WatchedFunctions = Record<'ingest' | 'processor' | 'reply', BundledFunction>;

/** The parts of the pipeline that alarms and dashboard watch. */
export interface Pipeline {
  api: HttpApi;
  functions: WatchedFunctions;
  /** The function that looks for lost deliveries; undefined without `reconcileMinutes`. */
  reconciler?: BundledFunction | undefined;
  events: WorkerQueue;
  replies: WorkerQueue;
  schedules: Schedules;
  /** Events on their way to the event bus; undefined without `eventBus`. */
  published?: WorkerQueue | undefined;
  ledger: LedgerTable;
}
