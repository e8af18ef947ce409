/** Within how long a funnel must be gone through, from its first step on: in seconds, 0 for no end. */
export const DEFAULT_WINDOW_SECONDS = 86_400;
export const NO_WINDOW = 0;
export const MOST_WINDOW_SECONDS = 7_300 * 86_400;

export const WINDOW_PRESETS = [
  { seconds: 3_600, name: 'hour' },
  { seconds: 86_400, name: 'day' },
  { seconds: 7 * 86_400, name: 'week' },
  { seconds: 14 * 86_400, name: 'twoWeeks' },
  { seconds: 30 * 86_400, name: 'month' },
  { seconds: NO_WINDOW, name: 'none' },
] as const;

export const UNITS = ['seconds', 'minutes', 'hours', 'days'] as const;
export type Unit = (typeof UNITS)[number];
const SECONDS_OF: Record<Unit, number> = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };

/** In the largest unit that leaves no rest. */
export function inUnits(seconds: number): { amount: number; unit: Unit } {
  const unit = UNITS.findLast((each) => seconds % SECONDS_OF[each] === 0) ?? 'seconds';
  return { amount: seconds / SECONDS_OF[unit], unit };
}

/** What somebody typed, in seconds; null where that is no window that the API takes. */
export function secondsOf(typed: string, unit: Unit): number | null {
  const text = typed.trim();
  if (!/^\d{1,9}$/.test(text)) return null;
  const seconds = Number(text) * SECONDS_OF[unit];
  return seconds >= 1 && seconds <= MOST_WINDOW_SECONDS ? seconds : null;
}

export function presetOfWindow(seconds: number): (typeof WINDOW_PRESETS)[number] | null {
  return WINDOW_PRESETS.find((preset) => preset.seconds === seconds) ?? null;
}
