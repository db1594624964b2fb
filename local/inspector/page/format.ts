import { language } from './texts.ts';

/** A time of day, to the millisecond where asked. @param at epoch ms */
export function timeOfDay(at: number, withMilliseconds = false): string {
  const date = new Date(at);
  const pad = (value: number, digits = 2) => String(value).padStart(digits, '0');
  const seconds = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  return withMilliseconds ? `${seconds}.${pad(date.getMilliseconds(), 3)}` : seconds;
}

/** Hours and minutes, as a chat shows them. @param at epoch ms */
export function clockTime(at: number): string {
  return timeOfDay(at).slice(0, 5);
}

/** The time of today, or the day of any other. @param now epoch ms */
export function dayOrTime(at: number, now: number): string {
  const [day, today] = [at, now].map((time) => new Date(time).toDateString());
  if (day === today) return clockTime(at);
  return new Date(at).toLocaleDateString(language, { month: 'short', day: '2-digit' });
}

/** A duration, with as many digits as matter. */
export function duration(ms: number): string {
  if (ms < 1) return '< 1 ms';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${decimal(ms / 1_000, ms < 10_000 ? 2 : 1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
}

/** A JSON text, indented; any other text as it is. */
export function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

function decimal(value: number, digits: number): string {
  return value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
