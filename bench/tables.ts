import type { Table } from './context.ts';

/** Every table, in the order in which they are printed. */
export const TABLES: readonly Table[] = [];
