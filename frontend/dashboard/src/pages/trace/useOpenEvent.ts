import { useNavigate, useSearch } from '@tanstack/react-router';

/** Which event of the timeline is open: its id stands in the URL, so that a link shows the very same. */
export function useOpenEvent() {
  const navigate = useNavigate();
  const { event: openId, trace_id: traceId } = useSearch({ from: '/shell/trace' });
  const open = (eventId: string | null) => {
    const search = { ...(traceId ? { trace_id: traceId } : {}), ...(eventId ? { event: eventId } : {}) };
    void navigate({ to: '/trace', search, replace: true, resetScroll: false });
  };
  return { openId, open };
}
