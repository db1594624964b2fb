import type { FastifyInstance } from 'fastify';
import type { Account } from './account.ts';
import { ApiError } from './api-error.ts';
import type { SimulatorClock } from './clock.ts';

/** The documentation says that a file can be fetched for minutes; so many are assumed. */
const KEPT_MS = 5 * 60 * 1_000;

interface MediaStore {
  clock: SimulatorClock;
  account: Account;
  newId(): string;
}

/**
 * `GET /v1/media/{mediaId}`: where a file that came to a Meta number can be fetched.
 *
 * @returns the function that keeps the link of a file for a while, and gives the id of the file
 */
export function addMedia(app: FastifyInstance, { clock, account, newId }: MediaStore): (link: string) => string {
  const links = new Map<string, string>();

  app.get<{ Params: { mediaId: string } }>('/v1/media/:mediaId', async ({ params: { mediaId } }) => {
    const link = account.meta ? links.get(mediaId) : undefined;
    if (link === undefined) throw new ApiError(404, 'MEDIA_NOT_FOUND', 'There is no such file');
    return { mediaId, link };
  });

  return (link) => {
    const mediaId = `media_${newId()}`;
    links.set(mediaId, link);
    clock.after(KEPT_MS, () => void links.delete(mediaId));
    return mediaId;
  };
}
