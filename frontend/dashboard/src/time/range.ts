import { addDays, daysIn, firstOfMonth, isDay } from './reporting_day';

/** Reporting days, both ends included. */
export type DayRange = { from: string; to: string };
/** As it stands in a URL: none is the last 7 days, whichever day it is opened on. */
export type RangeSearch = { from?: string; to?: string };

export const MOST_DAYS = 92;
export const PRESETS = ['today', 'yesterday', 'last7', 'last28', 'thisMonth', 'lastMonth'] as const;
export type Preset = (typeof PRESETS)[number];
export const DEFAULT_PRESET: Preset = 'last7';

export function rangeOf(preset: Preset, today: string): DayRange {
  switch (preset) {
    case 'today':
      return { from: today, to: today };
    case 'yesterday':
      return { from: addDays(today, -1), to: addDays(today, -1) };
    case 'last7':
      return { from: addDays(today, -6), to: today };
    case 'last28':
      return { from: addDays(today, -27), to: today };
    case 'thisMonth':
      return { from: firstOfMonth(today), to: today };
    case 'lastMonth': {
      const last = addDays(firstOfMonth(today), -1);
      return { from: firstOfMonth(last), to: last };
    }
  }
}

export function presetOf(range: DayRange, today: string): Preset | null {
  const same = (preset: Preset) => {
    const other = rangeOf(preset, today);
    return other.from === range.from && other.to === range.to;
  };
  return same(DEFAULT_PRESET) ? DEFAULT_PRESET : (PRESETS.find(same) ?? null);
}

/** What a URL asks for, where that is a range at all: in order, and no longer than the API takes. */
export function readRange(search: Record<string, unknown>): RangeSearch {
  const { from, to } = search;
  if (!isDay(from) || !isDay(to) || from > to || daysIn(from, to) > MOST_DAYS) return {};
  return { from, to };
}

export function resolveRange(search: RangeSearch, today: string): DayRange {
  return search.from && search.to ? { from: search.from, to: search.to } : rangeOf(DEFAULT_PRESET, today);
}

/** As many days just before. */
export function previousRange({ from, to }: DayRange): DayRange {
  const days = daysIn(from, to);
  return { from: addDays(from, -days), to: addDays(to, -days) };
}

/** As many days just after, or as near to that as today allows; null where today is shown already. */
export function nextRange({ from, to }: DayRange, today: string): DayRange | null {
  if (to >= today) return null;
  const days = daysIn(from, to);
  const last = addDays(to, days) < today ? addDays(to, days) : today;
  return { from: addDays(last, 1 - days), to: last };
}
