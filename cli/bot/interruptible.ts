/**
 * Waits for work that Ctrl-C ends at once, with the process. In raw mode, in which lines are read, Ctrl-C is a key like
 * any other, and nobody would act on it before the work is done.
 */
export async function interruptible<Result>(work: () => Promise<Result>): Promise<Result> {
  const { stdin } = process;
  const isRaw = stdin.isTTY && stdin.isRaw;
  if (isRaw) stdin.setRawMode(false);
  try {
    return await work();
  } finally {
    if (isRaw) stdin.setRawMode(true);
  }
}
