/** What reading a command line throws, and what is printed for the user meanwhile. */
export function printed(read: () => unknown): { error: unknown; stdout: string; stderr: string } {
  const texts = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    jest.spyOn(process[name], 'write').mockImplementation((text) => {
      texts[name] += text;
      return true;
    }),
  );
  try {
    read();
    return { error: undefined, ...texts };
  } catch (error) {
    return { error, ...texts };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
