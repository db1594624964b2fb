declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** How long a table stays in the state CREATING, in milliseconds. */
    createTableMs?: number;
  }

  export default function dynalite(options?: DynaliteOptions): Server;
}
