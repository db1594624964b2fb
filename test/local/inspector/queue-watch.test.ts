import { NO_MESSAGES, type QueueStates, queueWatch } from '../../../local/inspector/queue-watch.ts';

const ONE_WAITS: QueueStates = { ...NO_MESSAGES, events: { waiting: 1, inFlight: 0, deadLetters: 0 } };

function watched(...answers: (QueueStates | Error)[]) {
  const told: QueueStates[] = [];
  const page = { isOpen: true };
  let reads = 0;
  const look = queueWatch({
    initial: NO_MESSAGES,
    read: async () => {
      reads += 1;
      const answer = answers.shift() ?? NO_MESSAGES;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    isWanted: () => page.isOpen,
    onChange: (states) => void told.push(states),
  });
  return { look, told, page, reads: () => reads };
}

test('only what changes is reported', async () => {
  const { look, told } = watched(NO_MESSAGES, ONE_WAITS, ONE_WAITS, NO_MESSAGES);
  for (let i = 0; i < 4; i++) await look();
  expect(told).toEqual([ONE_WAITS, NO_MESSAGES]);
});

test('the queues are left alone while no page is open', async () => {
  const { look, page, reads } = watched(ONE_WAITS);
  page.isOpen = false;
  await look();
  expect(reads()).toBe(0);
});

test('a look does not begin before the one before it is over', async () => {
  const { look, reads } = watched(ONE_WAITS);
  await Promise.all([look(), look()]);
  expect(reads()).toBe(1);
});

test('queues that cannot be read are read again the next time', async () => {
  const { look, told } = watched(new Error('gone'), ONE_WAITS);
  await look();
  await look();
  expect(told).toEqual([ONE_WAITS]);
});
