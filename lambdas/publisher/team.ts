import type { ReadSecret } from '../aws/secrets.ts';
import type { HttpRequest, HttpResponse } from '../runtime/http.ts';

/** Lets the team know that a person is wanted in a conversation. @throws Error when it could not be told */
export type NotifyTeam = () => Promise<void>;

const TIMEOUT_MS = 5_000;

/**
 * Tells the team by an incoming webhook, as Slack, Mattermost, Discord (with `/slack`) and Google Chat take it. The words hold
 * nothing of the conversation.
 *
 * @param readWebhook gives the URL of the webhook
 * @param link where the team finds its conversations
 */
export function teamWebhook(
  readWebhook: ReadSecret,
  link: string,
  request: (request: HttpRequest) => Promise<HttpResponse>,
): NotifyTeam {
  return async () => {
    const url = await readWebhook();
    if (url === undefined)
      throw new Error('The webhook of the team is not set: `npm run pilot -- secret set` stores it');
    const { status } = await request({
      url: new URL(url.trim()),
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: `A contact wants to speak with a person. ${link}` }),
      timeoutMs: TIMEOUT_MS,
    });
    if (status >= 300) throw new Error(`The webhook of the team answered ${status}`);
  };
}
