import type { TimeColumns } from '../../charts/time_series';
import type { Formats } from '../../format/formats';
import { dayOf } from '../../time/reporting_day';
import type { Span } from './feed_links';
import type { Summary } from './summary';

/** `span`: which events it holds, as the feed is asked for them; `day`: it is the whole of that day, else an hour. */
export type Column = { label: string; title: string; span: Span; day: string | null };
export type Columns = TimeColumns & { all: readonly Column[] };

/** By the hour there are numbers for as many days. */
export const MOST_DAYS_BY_HOUR = 7;
export const MS_PER_HOUR = 3_600_000;

type Counted = Pick<Summary, 'range' | 'as_of'>;

export function dayColumns(summary: Counted & { series: { days: string[] } }, formats: Formats): Columns {
  const { days } = summary.series;
  const today = dayOf(new Date(summary.as_of), summary.range.timezone);
  const all = days.map((day): Column => ({
    label: formats.day(day),
    title: formats.dayLong(day),
    span: { from: day, to: day },
    day,
  }));
  return columnsOf(all, days.filter((day) => day < today).length);
}

/** As many a day as it has: 23 to 25, where the clocks are changed. */
export function hourColumns(summary: Counted & Pick<Summary, 'hour_starts'>, formats: Formats): Columns {
  const starts = Object.entries(summary.hour_starts).sort(([one], [other]) => (one < other ? -1 : 1));
  const hours = starts.flatMap(([day, midnight]) => hoursOf(day, midnight, summary.range.timezone));
  const all = hours.map((span): Column => ({
    label: starts.length > 1 ? formats.minute(span.from) : formats.hourMinute(span.from),
    title: `${formats.minute(span.from)}–${formats.hourMinute(span.to)}`,
    span,
    day: null,
  }));
  const asOf = Date.parse(summary.as_of);
  return columnsOf(all, hours.filter((span) => Date.parse(span.to) <= asOf).length);
}

function columnsOf(all: readonly Column[], over: number): Columns {
  return { all, over, labels: all.map((one) => one.label), titles: all.map((one) => one.title) };
}

/** From its midnight, an instant, to the next. */
export function hoursOf(day: string, midnight: string, timezone: string): Span[] {
  const found: Span[] = [];
  for (let at = Date.parse(midnight); dayOf(new Date(at), timezone) === day; at += MS_PER_HOUR) {
    found.push({ from: new Date(at).toISOString(), to: new Date(at + MS_PER_HOUR).toISOString() });
  }
  return found;
}
