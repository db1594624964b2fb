import type { Policy } from '../../lambdas/authentication/policy.ts';
import type { CommandOn } from '../stack/command-on.ts';
import type { StoredWebhookSecret } from '../stack/webhook-secret.ts';
import { ok, type StatusFinding } from './finding.ts';

/** Judges what the endpoint verifies deliveries with. */
export function judgeWebhookSecret(
  secret: StoredWebhookSecret,
  { signature }: Policy,
  command: CommandOn,
): StatusFinding[] {
  const findings: StatusFinding[] = [];
  if (signature !== undefined && secret.signingSecret === undefined) {
    findings.push({
      check: 'secret',
      level: 'bad',
      what: 'the stack asks for signatures, but has no signing secret',
      why: 'Every delivery is answered 503: nothing that people write arrives.',
      fix: command('rotate signing-secret'),
    });
  }
  for (const [name, previous] of [
    ['token', secret.previousToken],
    ['signing-secret', secret.previousSigningSecret],
  ]) {
    if (previous === undefined) continue;
    findings.push({
      check: 'secret',
      level: 'warning',
      what: `a rotation of the ${name?.replace('-', ' ')} is not finished`,
      why: 'No harm is done, but the old value still lets deliveries in.',
      fix: command(`rotate ${name} --finish`),
    });
  }
  return findings.length > 0 ? findings : [ok('secret', 'the webhook secret holds what the endpoint needs')];
}
