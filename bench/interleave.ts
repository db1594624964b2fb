/**
 * Runs several things in turn, round after round, so that whatever else the machine does falls on all of them alike.
 * The first round is thrown away: it fills the caches of files and connections.
 *
 * @returns what each run of each thing gave, in the order of the rounds
 */
export async function interleave<Name extends string, Result>(
  rounds: number,
  things: Record<Name, () => Promise<Result>>,
): Promise<Record<Name, Result[]>> {
  const names = Object.keys(things) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, [] as Result[]])) as Record<Name, Result[]>;
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const result = await things[name]();
      if (round > 0) results[name].push(result);
    }
  }
  return results;
}
