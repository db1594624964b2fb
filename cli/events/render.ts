import { say } from '../../operations/say.ts';
import { reasonOf } from '../../operations/stories/reason.ts';
import { type EventStory, furthest, type Moment, timelineOf } from '../../operations/stories/story.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { timeText } from '../terminal/time.ts';

/** One line: when, which event, its conversation, what became of it and of its replies. */
export function renderStory(story: EventStory, paint: Terminal['paint']): string {
  const { id, event, conversation = '', receivedAt, state, outcome, replies } = story;
  return [
    paint(receivedAt === undefined ? ' '.repeat(19) : timeText(receivedAt), 'dim'),
    event.padEnd(17),
    paint(conversation.slice(0, 8).padEnd(8), 'dim'),
    paint((outcome ?? state ?? '').padEnd(8), toneOf(outcome ?? state)),
    id,
    ...replies.map((reply) => `reply ${furthest(reply)}`),
    say(reasonOf(story) ?? ''),
  ]
    .join('  ')
    .trimEnd();
}

/** The whole of an event: a line for each thing that happened, with the time since the one before. */
export function renderTimeline(story: EventStory, paint: Terminal['paint']): string {
  const { id, event, conversation, state, failures, failure } = story;
  const reason = reasonOf(story);
  const about = [
    `${paint(event, 'bold')}  ${id}`,
    ...(conversation === undefined ? [] : [say(`conversation ${conversation}`)]),
    ...(state === 'done' ? [] : [say(`not over yet: ${state}`)]),
    ...(failures === undefined ? [] : [say(`the bot failed on it ${failures} times${failure ? `: ${failure}` : ''}`)]),
    ...(reason === undefined || failures !== undefined ? [] : [say(`why: ${reason}`)]),
  ];
  const moments = timelineOf(story);
  return [...about, '', ...moments.map((moment, i) => renderMoment(moment, moments[i - 1], paint))].join('\n');
}

function renderMoment({ at, what, fields }: Moment, before: Moment | undefined, paint: Terminal['paint']): string {
  const since = before === undefined ? '' : `+${at - before.at} ms`;
  const rest = Object.entries(fields).map(([name, value]) => `${paint(name, 'dim')} ${value}`);
  return [paint(new Date(at).toISOString(), 'dim'), since.padStart(12), what.padEnd(17), ...rest].join('  ').trimEnd();
}

function toneOf(word: string | undefined): 'green' | 'yellow' | 'dim' {
  if (word === 'answered') return 'green';
  return word === 'claimed' ? 'yellow' : 'dim';
}
