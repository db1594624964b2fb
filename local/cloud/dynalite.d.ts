declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** How long a table stays in the state CREATING, in milliseconds. */
    createTableMs?: number;
    /** The folder in which LevelDB keeps the tables, instead of the memory. */
    path?: string;
  }

  export default function dynalite(options?: DynaliteOptions): Server;
}
