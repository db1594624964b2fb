import type { Testbed } from './lambda/testbed.ts';
import type { Row } from './row.ts';

/** What a table may use. */
export interface BenchContext {
  /** How often each thing is run: as the user asked with `--runs`, or else as the table thinks right. */
  runs(usual: number): number;
  /** Whether the large steps are wanted too, which last longer than ten minutes. */
  full: boolean;
  /** The file for the plot of cold starts, where one is wanted. */
  plot?: string | undefined;
  /** Bundles, peers and the simulator for AWS; built when they are asked for first. */
  testbed(): Promise<Testbed>;
  /** Tells on standard error what is going on. */
  progress(text: string): void;
}

/** A table of the benchmark: measures, and gives its rows. */
export interface BenchTable {
  /** What it is called on the command line. */
  name: string;
  /** What it shows, in one line above the rows. */
  title: string;
  run(context: BenchContext): Promise<Row[]>;
}
