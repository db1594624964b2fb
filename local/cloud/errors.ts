/** A reason why the local cloud cannot start, in one sentence for the person at the terminal. */
export class CloudError extends Error {
  override name = 'CloudError';
}

/** The words of an error, whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
