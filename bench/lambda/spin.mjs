/** A function that needs the CPU for 30 ms and nothing else: what it takes shows which share of the CPU it has. */
export async function handler() {
  const before = process.cpuUsage();
  let used = 0;
  while (used < 30_000) {
    const { user, system } = process.cpuUsage(before);
    used = user + system;
  }
}
