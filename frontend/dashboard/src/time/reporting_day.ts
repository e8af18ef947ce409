import { localOf } from './local_time';

/** Reporting days are calendar days of the service's timezone, written YYYY-MM-DD, as in the API. */

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MS_PER_DAY = 86_400_000;

export function isDay(text: unknown): text is string {
  if (typeof text !== 'string' || !DAY.test(text)) return false;
  const instant = new Date(`${text}T00:00:00Z`); // of February 30 some browsers make March 2
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}

/** Of an instant, in a timezone. */
export function dayOf(instant: Date, timezone: string): string {
  return localOf(instant.toISOString(), timezone).slice(0, 10);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * MS_PER_DAY).toISOString().slice(0, 10);
}

/** How many days a range has, both ends included. */
export function daysIn(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / MS_PER_DAY) + 1;
}

export function firstOfMonth(day: string): string {
  return `${day.slice(0, 7)}-01`;
}
