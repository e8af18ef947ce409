import { queryOptions, useQuery } from '@tanstack/react-query';
import { useLabel } from '../format/useLabel';
import { api, call, type Schemas } from './client';

export type EventType = Schemas['EventTypeAnswer'];

/** The event dictionary: it changes with a deployment, not while a page is open. */
export const eventTypesQuery = queryOptions({
  queryKey: ['event-types'],
  queryFn: ({ signal }) => call(api.GET('/internal/event-types', { signal })),
  staleTime: Infinity,
});

/** What an event type is called in the reader's language; its own name until the dictionary is there. */
export function useEventTypeLabel(): (eventType: string) => string {
  const label = useLabel();
  const types = useQuery(eventTypesQuery);
  return (eventType) => {
    const found = types.data?.items.find((one) => one.event_type === eventType);
    return found ? label(found.label) : eventType;
  };
}
