import type { EventType } from '../../api/event_types';
import type { TimeSeries } from '../../charts/time_series';
import type { Language } from '../../i18n/languages';
import { hoursOf, MS_PER_HOUR } from './chart_columns';
import { isCounted } from './kpi_groups';
import type { Kpi, Summary } from './summary';

/** `events`: what it counts, as the feed is asked for it; null where that is not events. */
export type Series = TimeSeries & { events: Kpi['events'] };
/** What may be drawn: KPIs, then event types in the order of the funnel. */
export type Offered = Pick<Series, 'id' | 'label' | 'unit' | 'events'> & { kind: 'kpi' | 'type' };

/** Both ends of the funnel, and the rates that say which of its steps leaks. */
export const DEFAULT_SERIES = [
  'login_successes',
  'login_failures',
  'checkout_started',
  'checkout_completed',
  'login_success_rate',
  'otp_failure_rate',
] as const;

export function offeredSeries(
  { kpis, journeys_as_of: journeysAsOf }: Pick<Summary, 'kpis' | 'journeys_as_of'>,
  types: readonly Pick<EventType, 'event_type' | 'label'>[],
  language: Language,
): Offered[] {
  return [
    ...kpis
      .filter((kpi) => isCounted(kpi, journeysAsOf))
      .map((kpi): Offered => ({
        id: kpi.id,
        label: kpi.label[language],
        unit: kpi.unit,
        events: kpi.events,
        kind: 'kpi',
      })),
    ...types.map((one): Offered => ({
      id: one.event_type,
      label: one.label[language],
      unit: 'count',
      events: { type: [one.event_type], success: null },
      kind: 'type',
    })),
  ];
}

/** What the URL names and there is, in its order; nothing of it: what is shown at first. */
export function chosenSeries(asked: readonly string[] | undefined, offered: readonly Offered[]): Offered[] {
  const named = (ids: readonly string[]) => ids.flatMap((id) => offered.find((one) => one.id === id) ?? []);
  const found = named(asked ?? []);
  return found.length > 0 ? found : named(DEFAULT_SERIES);
}

/** `before`: the summary of the period before, where it is compared with. `over`: columns after it are still to come. */
export type Drawn = { summary: Summary; over: number; before?: Summary | undefined };

export function dailySeries(chosen: readonly Offered[], { summary, over, before }: Drawn): Series[] {
  return chosen.map((one, place) => ({
    ...one,
    place,
    values: upTo(over, valuesByDay(one, summary)),
    before: before && valuesByDay(one, before),
  }));
}

function valuesByDay({ id, kind }: Offered, { series }: Summary): readonly (number | null)[] {
  return (kind === 'kpi' ? series.kpis[id] : series.events[id]) ?? [];
}

/** Hours are counted by type alone: a rate, and what counts one outcome, has no numbers there. */
export function hasHours({ unit, events }: Pick<Offered, 'unit' | 'events'>): boolean {
  return unit === 'count' && events?.success === null;
}

/** Of those that have hours; each keeps the place, and so the look, that it has among all. */
export function hourlySeries(chosen: readonly Offered[], { summary, over, before }: Drawn): Series[] {
  return chosen.flatMap((one, place) =>
    hasHours(one)
      ? {
          ...one,
          place,
          values: upTo(over, valuesByHour(one, summary)),
          before: before && valuesByHour(one, before),
        }
      : [],
  );
}

function valuesByHour({ events }: Offered, { hours, hour_starts: starts, range }: Summary): number[] {
  const counted = (day: string, hour: number) =>
    (events?.type ?? []).reduce((sum, type) => sum + (hours[day]?.[type]?.[hour] ?? 0), 0);
  return Object.entries(starts)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([day, midnight]) => hoursOf(day, midnight, range.timezone).map((_, hour) => counted(day, hour)));
}

/** How many hours of the first day there are numbers of, the current one included. */
function hoursBegun({ as_of: asOf, hour_starts: starts }: Summary): number {
  const midnight = Object.values(starts).sort()[0];
  return midnight === undefined ? 0 : Math.ceil((Date.parse(asOf) - Date.parse(midnight)) / MS_PER_HOUR);
}

function upTo(last: number, values: readonly (number | null)[]): (number | null)[] {
  return values.map((value, index) => (index <= last ? value : null));
}

/** The way of a KPI through the days, or through the hours of one day; nothing where it has none. */
export function sparklineOf(kpi: Kpi, summary: Summary): readonly (number | null)[] {
  const one = { ...kpi, kind: 'kpi', label: kpi.id } as const;
  if (summary.series.days.length > 1) return valuesByDay(one, summary);
  return hasHours(one) ? upTo(hoursBegun(summary) - 1, valuesByHour(one, summary)) : [];
}
