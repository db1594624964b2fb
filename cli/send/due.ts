import type { Target } from '../stack/target.ts';
import { CommandError } from '../terminal/errors.ts';

/**
 * Lets the local cloud send now what is scheduled within so many ms.
 *
 * @throws CommandError in AWS, whose clock nobody moves, and when the local cloud refuses
 */
export async function bringForward({ aws }: Target, withinMs: number): Promise<void> {
  const { endpoint, region, credentials } = aws;
  if (endpoint === undefined || credentials === undefined) {
    throw new CommandError('Only the local cloud can send early: add --local');
  }
  const credential = `${credentials.accessKeyId}/20300101/${region}/local/aws4_request`;
  const response = await fetch(`${endpoint}/schedules/due`, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0` },
    body: JSON.stringify({ withinMs }),
  });
  if (!response.ok) throw new CommandError(`The local cloud refused it (${response.status}): start it again`);
}
