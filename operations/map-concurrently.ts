/**
 * Does the work for each item, so many at a time. After one that fails no other is begun, and those in work are waited
 * for.
 *
 * @returns the results, in the order of the items
 * @throws what the first work that fails throws
 */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = new Array(items.length);
  const failures: unknown[] = [];
  const left = items.entries();
  const worker = async () => {
    for (const [i, item] of left) {
      if (failures.length > 0) return;
      try {
        results[i] = await work(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
