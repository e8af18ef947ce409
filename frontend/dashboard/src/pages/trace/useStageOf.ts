import { useQuery } from '@tanstack/react-query';
import { eventTypesQuery } from '../../api/event_types';
import type { Stage } from './stages';

/** The stage of an event type, by the dictionary; none until that is there. */
export function useStageOf(): (eventType: string) => Stage | undefined {
  const types = useQuery(eventTypesQuery);
  const byName = new Map<string, Stage>(types.data?.items.map((one) => [one.event_type, one.stage]));
  return (eventType) => byName.get(eventType);
}
