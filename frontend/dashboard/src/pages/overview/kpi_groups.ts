import type { EventType } from '../../api/event_types';
import type { Kpi } from './summary';

export type Stage = EventType['stage'];
/** `stages`: those of the events that its KPIs count. */
export type KpiGroup = { stages: readonly Stage[]; kpis: Kpi[] };

/** On the page in this order; visits are the beginning of a sign-in. */
const GROUPS: readonly (readonly Stage[])[] = [
  ['visit', 'auth'],
  ['otp'],
  ['registration'],
  ['checkout'],
  ['provision'],
];

/** Each KPI stands with the stage of what it counts, so that a new one finds its place; what counts no events comes first. */
export function groupKpis(kpis: readonly Kpi[], types: readonly Pick<EventType, 'event_type' | 'stage'>[]): KpiGroup[] {
  const stageOf = new Map(types.map((one) => [one.event_type as string, one.stage]));
  const groups = GROUPS.map((stages): KpiGroup => ({ stages, kpis: [] }));
  for (const kpi of kpis) {
    const stage = stageOf.get(kpi.events?.type[0] ?? '');
    const group = groups.find((one) => stage !== undefined && one.stages.includes(stage)) ?? groups[0];
    group?.kpis.push(kpi);
  }
  return groups.filter((group) => group.kpis.length > 0);
}

/** Sessions are counted from journeys; until those are kept there is nothing to show, not even a dash. */
export function isCounted(kpi: Kpi, journeysAsOf: string | null): boolean {
  return kpi.events !== null || journeysAsOf !== null;
}
