import { defineBot, remember } from '../lambdas/bot-api/index.ts';

const TIME_ZONE = 'America/Sao_Paulo';
const OPENS = '09:00';
const CLOSES = '18:00';
const SUNDAY = 0;
const HOLIDAYS = new Set(['2026-12-25', '2027-01-01']);

interface Memory {
  /** The period in which the contact was told. */
  told: string;
}

/**
 * Says whether somebody is there: once in each period of opening or closing, however much a contact writes.
 *
 * @param now the time in epoch ms
 */
export function businessHours(now: () => number) {
  return defineBot<Memory>({
    onMessage(_message, { memory }) {
      const { id, words } = periodAt(now());
      return memory?.told === id ? undefined : [words, remember({ told: id } satisfies Memory)];
    },
  });
}

export default businessHours(Date.now);

function periodAt(ms: number): { id: string; words: string } {
  const { date, time } = localTime(ms);
  if (isWorkday(date) && time >= OPENS && time < CLOSES) {
    return { id: `open ${date}`, words: `${greeting(time)}! Já vamos te atender.` };
  }
  const next = nextWorkday(isWorkday(date) && time < OPENS ? date : dayAfter(date));
  return {
    id: `closed until ${next}`,
    words: `${greeting(time)}! Estamos fechados. Voltamos ${dayName(next)}, às ${OPENS}.`,
  };
}

function greeting(time: string): string {
  if (time < '05:00' || time >= '18:00') return 'Boa noite';
  return time < '12:00' ? 'Bom dia' : 'Boa tarde';
}

/** Swedish writes a date as ISO 8601 does, so that dates and times can be compared as text. */
const SWEDISH = new Intl.DateTimeFormat('sv-SE', { timeZone: TIME_ZONE, dateStyle: 'short', timeStyle: 'short' });

/** @returns `2026-12-24` and `17:05` */
function localTime(ms: number): { date: string; time: string } {
  const [date = '', time = ''] = SWEDISH.format(ms).split(' ');
  return { date, time };
}

function nextWorkday(date: string): string {
  return isWorkday(date) ? date : nextWorkday(dayAfter(date));
}

function isWorkday(date: string): boolean {
  return new Date(date).getUTCDay() !== SUNDAY && !HOLIDAYS.has(date);
}

function dayAfter(date: string): string {
  const day = new Date(date);
  day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, 10);
}

/** A date without a time is midnight UTC, so it is named in UTC. */
const NAMED_DAY = new Intl.DateTimeFormat('pt-BR', { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long' });

function dayName(date: string): string {
  return NAMED_DAY.format(new Date(date));
}
