// Stands in the place of the processor, and tells exactly what came to it.
import { createHash } from 'node:crypto';

export const handler = async ({ Records }) => {
  for (const { body, messageAttributes } of Records) {
    const sha256 = createHash('sha256').update(body).digest('hex');
    const { id, event } = messageAttributes;
    process.stdout.write(
      `${JSON.stringify({ message: 'came', sha256, id: id.stringValue, event: event.stringValue })}\n`,
    );
  }
};
