import { defineBot, text } from '../../../lambdas/bot-api/index.ts';

/** A bot whose chat shows what the page can show. */
export default defineBot({
  onMessage({ text: said, name }) {
    if (/hours/i.test(said)) return 'Every day from 18:00 to 23:00.';
    if (/order/i.test(said)) return 'With pleasure! Which one, and where shall it go?';
    return text(`Hi ${name ?? 'there'}! What can we do for you?`, { buttons: ['Order a pizza', 'Opening hours'] });
  },
});
