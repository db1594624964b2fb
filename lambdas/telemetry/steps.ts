/** How a step is to be taken: as it should be, as something that passes, or as something to look at. */
export type Tone = 'good' | 'passing' | 'bad';

/**
 * Every step that a function logs: the `message` of its line. Metric filters, alarms, saved queries, the terminal and
 * the page all go by these words; docs/log-steps.md lists them.
 */
export const STEPS = {
  accepted: { tone: 'good', meaning: 'A delivery was verified and is on the events queue.' },
  refused: { tone: 'passing', meaning: 'A delivery was not let in, or its body cannot be queued; `reason` says why.' },
  unavailable: { tone: 'bad', meaning: 'AWS failed while a delivery was received; it was answered 503.' },
  headers: {
    tone: 'good',
    meaning: 'The names of the headers of the first delivery, with the lengths of their values.',
  },
  'signature recognized': { tone: 'good', meaning: 'The settings under which the signature of a delivery is right.' },
  'signature not recognized': { tone: 'bad', meaning: 'A signing secret is stored, and no known scheme fits.' },
  'secret kept': { tone: 'passing', meaning: 'A secret could not be read again; its last value still serves.' },
  primed: { tone: 'good', meaning: 'The function prepared its connections before its first event.' },
  'not primed': { tone: 'passing', meaning: 'A preparation failed; the first event does it.' },
  duplicate: { tone: 'passing', meaning: 'The event or reply was handled before.' },
  busy: { tone: 'passing', meaning: 'Another worker holds the event or reply.' },
  recorded: { tone: 'good', meaning: 'An event that is not for the bot was recorded.' },
  unreadable: { tone: 'bad', meaning: 'An event has an unknown shape; it was recorded, and the bot was not asked.' },
  'media kept': { tone: 'good', meaning: 'A file was copied to the archive.' },
  'media not kept': { tone: 'passing', meaning: 'A file could not be copied to the archive.' },
  'words not kept': { tone: 'passing', meaning: 'The transcript could not take a message; the message goes on.' },
  decided: { tone: 'good', meaning: 'The decision about an event is saved, and its replies are queued.' },
  scheduled: { tone: 'good', meaning: 'A message of the outbox waits for its date.' },
  cancelled: { tone: 'good', meaning: 'A message of the outbox was withdrawn before it left.' },
  changed: { tone: 'good', meaning: 'A person or another system released, reset, opted in or opted out a contact.' },
  sent: { tone: 'good', meaning: 'The vendor accepted a reply.' },
  paced: { tone: 'passing', meaning: 'A reply waits for its turn within the pace of the contact.' },
  waiting: { tone: 'passing', meaning: 'The vendor accepts no send now; replies wait.' },
  retry: { tone: 'passing', meaning: 'An attempt failed and is made again.' },
  resend: { tone: 'bad', meaning: 'Nobody knows whether a reply was sent; by the settings it is sent again.' },
  unknown: { tone: 'bad', meaning: 'Nobody knows yet whether a reply was sent; the history is searched.' },
  expired: { tone: 'passing', meaning: 'A reply was too late to be useful and was not sent.' },
  overtaken: { tone: 'passing', meaning: 'A person answered before the reply left; it was not sent.' },
  failed: { tone: 'bad', meaning: 'The vendor refused a reply for good; `code` says why.' },
  published: { tone: 'good', meaning: 'An event was put on the event bus.' },
  'not published': { tone: 'passing', meaning: 'The event bus did not take an event; it is put again later.' },
  broken: { tone: 'bad', meaning: 'A worker threw an error.' },
  parked: { tone: 'bad', meaning: 'A message was put in the dead-letter queue.' },
  'not parked': { tone: 'bad', meaning: 'The dead-letter queue did not take a message; SQS moves it there.' },
  'not postponed': { tone: 'passing', meaning: 'A delay could not be set; the message comes back when SQS says.' },
  reconciled: { tone: 'good', meaning: 'The delivery log of Pilot Status was compared with the ledger.' },
  'not reconciled': { tone: 'bad', meaning: 'The delivery log could not be compared.' },
} as const satisfies Record<string, { tone: Tone; meaning: string }>;

export type LogStep = keyof typeof STEPS;
