import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Resource {
  Type: string;
  Properties: { Timeout?: number; VisibilityTimeout?: number; RedrivePolicy?: object };
}

/**
 * Shortens the chain of times in a synthesized template, each still longer than the one before, so that what a crash
 * costs is seconds and not minutes: send and bot 1 s (in the functions' environment), function 8 s, lease and
 * settling 10 s, visibility 14 s.
 */
export async function shortenTimes(assembly: string): Promise<Record<string, string>> {
  const file = join(assembly, 'Webhook.template.json');
  const template: { Resources: Record<string, Resource> } = JSON.parse(await readFile(file, 'utf8'));
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (Type === 'AWS::Lambda::Function') Properties.Timeout = 8;
    if (Type === 'AWS::SQS::Queue' && Properties.RedrivePolicy) Properties.VisibilityTimeout = 14;
  }
  await writeFile(file, JSON.stringify(template));
  return {
    SEND_TIMEOUT_SECONDS: '1',
    BOT_TIMEOUT_SECONDS: '1',
    LEASE_SECONDS: '10',
    UNKNOWN_SETTLE_SECONDS: '10',
    // Three functions send some 60 replies a second.
    SEND_INTERVAL_MS: '50',
    // What is killed again and again is not poison here.
    MAX_ATTEMPTS: '1000',
  };
}
