/** What has to be put away when the local cloud stops, or fails to start. */
export interface Cleanup {
  /** Remembers how to put away what was started, and gives it back. What comes too late is put away at once. */
  add<Thing>(thing: Thing, putAway: (thing: Thing) => unknown): Thing;
  /** Puts everything away, the last thing first, once. */
  run(): Promise<void>;
}

export function createCleanup(): Cleanup {
  const steps: (() => unknown)[] = [];
  let running: Promise<void> | undefined;

  async function runSteps(): Promise<void> {
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) await step();
  }

  return {
    add(thing, putAway) {
      if (running === undefined) steps.push(() => putAway(thing));
      else putAway(thing);
      return thing;
    },
    run() {
      running ??= runSteps();
      return running;
    },
  };
}
