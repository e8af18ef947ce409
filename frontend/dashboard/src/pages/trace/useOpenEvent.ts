import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

/** Which event of the timeline is open: its id stands in the URL, so that a link shows the very same. */
export function useOpenEvent() {
  const navigate = useNavigate();
  const { event: openId, trace_id: traceId } = useSearch({ from: '/shell/trace' });
  const open = useCallback(
    (eventId: string | null) => {
      const search = { ...(traceId ? { trace_id: traceId } : {}), ...(eventId ? { event: eventId } : {}) };
      void navigate({ to: '/trace', search, replace: true, resetScroll: false });
    },
    [navigate, traceId],
  );
  return { openId, open };
}
