import { say } from '../../operations/say.ts';
import type { ContactStory } from '../../operations/stories/contacts.ts';
import type { EventStory } from '../../operations/stories/story.ts';
import { spoken } from '../../operations/stories/words.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { timeText } from '../terminal/time.ts';

const TONES = { bot: 'green', person: 'yellow', 'opted-out': 'red' } as const;

/** One line of the list: when they last wrote, the state, and the conversation. */
export function renderContact(contact: ContactStory, paint: Terminal['paint']): string {
  const { heardAt, state, conversation } = contact;
  return [
    paint(heardAt === undefined ? say('never wrote').padEnd(19) : timeText(heardAt), 'dim'),
    paint(state.padEnd(9), TONES[state]),
    conversation,
    stateText(contact),
  ]
    .join('  ')
    .trimEnd();
}

/** What is known of a contact, a line for each thing. */
export function renderContactDetails(
  contact: ContactStory,
  number: string | undefined,
  paint: Terminal['paint'],
): string {
  const { conversation, state, heardAt, saidAt, takenOverAt, memory, byPerson = [] } = contact;
  const line = (name: string, value: string | undefined) =>
    value === undefined || value === '' ? [] : [`${paint(say(name).padEnd(14), 'dim')}${value}`];
  return [
    ...line('conversation', say(number === undefined ? conversation : `${conversation}, with our number ${number}`)),
    ...line('state', `${paint(state, TONES[state])}${stateText(contact) && `: ${stateText(contact)}`}`),
    ...line('last wrote', heardAt === undefined ? say('never') : timeText(heardAt)),
    ...line('last answer', saidAt === undefined ? undefined : timeText(saidAt)),
    ...line('a person wrote', takenOverAt === undefined ? undefined : timeText(takenOverAt)),
    ...line('memory', memory === undefined ? say('none') : JSON.stringify(memory)),
    ...byPerson.flatMap(({ change, at }) => line('by a person', `${change}, ${timeText(at)}`)),
  ].join('\n');
}

/** What was said in an event and in the replies to it, a line for each, where it is kept. */
export function renderWords({ because, words, replies }: EventStory, paint: Terminal['paint']): string[] {
  const lines = [
    { from: because === 'taken over' ? 'team' : 'contact', words },
    ...replies.map((reply) => ({ from: 'bot', words: reply.words })),
  ];
  // Nothing that a contact writes moves the cursor.
  return lines.flatMap(({ from, words: said }) =>
    said ? [`  ${paint(from.padEnd(8), 'dim')}${spoken(said).replace(/\p{Cc}+/gu, ' ')}`] : [],
  );
}

/** Why the bot does not answer them; nothing where it does. */
function stateText({ state, optedOutAt, pausedUntil }: ContactStory): string {
  if (state === 'opted-out') return say(`since ${timeText(optedOutAt ?? 0)}`);
  return state === 'person' ? say(`a person has the conversation until ${timeText(pausedUntil ?? 0)}`) : '';
}
