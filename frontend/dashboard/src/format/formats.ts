/** Numbers, times and durations as a person reads them, by locale; times in the reporting timezone. */

export type Formats = ReturnType<typeof makeFormats>;
export type ValueUnit = 'count' | 'ratio' | 'minutes';

/** What stands for no number: a rate of nothing is no zero. */
export const DASH = '–';

export function makeFormats(language: string, timezone: string) {
  const integer = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const decimal = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(language, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const smallPercent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 2 });
  const compact = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
  const signed = new Intl.NumberFormat(language, { maximumFractionDigits: 0, signDisplay: 'exceptZero' });
  const signedDecimal = new Intl.NumberFormat(language, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  });
  const time = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { timeZone: timezone, hourCycle: 'h23', ...options });
  const dateTime = time({ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const dateTimeLong = time({ dateStyle: 'full', timeStyle: 'long' });
  const clock = time({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const date = time({ dateStyle: 'medium' });
  const minute = time({ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });
  const hourMinute = time({ hour: '2-digit', minute: '2-digit' });
  // a reporting day is a date, no instant
  const day = new Intl.DateTimeFormat(language, { timeZone: 'UTC', month: 'short', day: 'numeric' });
  const dayLong = new Intl.DateTimeFormat(language, { timeZone: 'UTC', dateStyle: 'full' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const list = new Intl.ListFormat(language, { type: 'conjunction' });
  const noon = (text: string) => new Date(`${text}T12:00:00Z`);

  const duration = (ms: number): string => {
    const piece = (value: number, unit: string, digits = 0) =>
      new Intl.NumberFormat(language, {
        style: 'unit',
        unit,
        unitDisplay: 'narrow',
        maximumFractionDigits: digits,
      }).format(value);
    const seconds = ms / 1000;
    if (Math.abs(ms) < 1000) return piece(ms, 'millisecond');
    if (seconds < 60) return piece(seconds, 'second', 1);
    const two = (whole: number, unit: string, rest: number, restUnit: string) =>
      rest ? `${piece(whole, unit)} ${piece(rest, restUnit)}` : piece(whole, unit);
    if (seconds < 3600) return two(Math.floor(seconds / 60), 'minute', Math.floor(seconds % 60), 'second');
    if (seconds < 86_400) return two(Math.floor(seconds / 3600), 'hour', Math.floor((seconds % 3600) / 60), 'minute');
    return two(Math.floor(seconds / 86_400), 'day', Math.floor((seconds % 86_400) / 3600), 'hour');
  };

  return {
    language,
    timezone,
    integer: (value: number) => integer.format(value),
    compact: (value: number) => compact.format(value),
    percent: (ratio: number) => percent.format(ratio),
    /** Where a tenth of a percent is much. */
    smallPercent: (ratio: number) => smallPercent.format(ratio),
    /** A KPI's or an alarm's value, with its unit. */
    value: (value: number | null | undefined, unit: ValueUnit): string => {
      if (value === null || value === undefined) return DASH;
      if (unit === 'ratio') return percent.format(value);
      if (unit === 'minutes') return duration(value * 60_000);
      return Number.isInteger(value) ? integer.format(value) : decimal.format(value);
    },
    /** With its sign; of ratios in percentage points, whose name the caller adds. */
    change: (value: number, unit: ValueUnit): string =>
      unit === 'ratio' ? signedDecimal.format(value * 100) : signed.format(value),
    /** Of an instant, with seconds, no year. */
    dateTime: (instant: string) => dateTime.format(new Date(instant)),
    /** With seconds and the year: for what leaves the page, and what must be equal to it. */
    stamp: (instant: string) => `${date.format(new Date(instant))} ${clock.format(new Date(instant))}`,
    /** In full, with the timezone: for a title. */
    dateTimeLong: (instant: string) => dateTimeLong.format(new Date(instant)),
    minute: (instant: string) => minute.format(new Date(instant)),
    /** Of an instant, on a day that is known. */
    hourMinute: (instant: string) => hourMinute.format(new Date(instant)),
    clock: (instant: string) => clock.format(new Date(instant)),
    day: (text: string) => day.format(noon(text)),
    /** Both ends included; one day is said once. */
    days: ({ from, to }: { from: string; to: string }) => day.formatRange(noon(from), noon(to)),
    dayLong: (text: string) => dayLong.format(noon(text)),
    duration,
    list: (texts: readonly string[]) => list.format(texts),
    /** How long ago, roughly. */
    ago: (instant: string, now: Date): string => {
      const seconds = (new Date(instant).getTime() - now.getTime()) / 1000;
      const size = Math.abs(seconds);
      if (size < 60) return relative.format(Math.trunc(seconds), 'second');
      if (size < 3600) return relative.format(Math.trunc(seconds / 60), 'minute');
      if (size < 86_400) return relative.format(Math.trunc(seconds / 3600), 'hour');
      return relative.format(Math.trunc(seconds / 86_400), 'day');
    },
  };
}
