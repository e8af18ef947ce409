import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Email } from '../../../components/Email';
import { Outcome } from '../../../components/Outcome';
import { useFormats } from '../../../format/useFormats';
import type { FeedEvent } from '../feed/pages';
import { cellText, type Words } from './cell_text';
import type { ColumnId } from './columns';
import classes from './events.module.css';

type Props = { column: ColumnId; event: FeedEvent; words: Words; reachable: boolean };

/** `reachable`: with Tab; only the selected row is, so that it is not a long way through the table. */
export function EventCell({ column, event, words, reachable }: Props) {
  const text = cellText(column, event, words);
  switch (column) {
    case 'time':
      return <Instant at={event.ts} text={text} />;
    case 'occurred':
      return event.occurred_at && <Instant at={event.occurred_at} text={text} />;
    case 'type':
      return <span title={event.event_type}>{text}</span>;
    case 'email':
      return event.email && <Email email={event.email} />;
    case 'outcome':
      return <Outcome success={event.success} />;
    case 'trace':
      return event.trace_id && <TraceLink traceId={event.trace_id} eventId={event.id} reachable={reachable} />;
    case 'event_type':
    case 'user':
    case 'anonymous':
    case 'job':
    case 'id':
      return (
        <span className={classes.id} title={text}>
          {text}
        </span>
      );
    default:
      return text && <span title={text}>{text}</span>;
  }
}

function Instant({ at, text }: { at: string; text: string }) {
  const formats = useFormats();
  return (
    <time dateTime={at} title={formats.dateTimeLong(at)} className="tf-steady">
      {text}
    </time>
  );
}

function TraceLink({ traceId, eventId, reachable }: { traceId: string; eventId: string | null; reachable: boolean }) {
  return (
    <Anchor
      className={classes.id}
      title={traceId}
      tabIndex={reachable ? 0 : -1}
      renderRoot={(props: object) => (
        <Link to="/trace" search={{ trace_id: traceId, ...(eventId ? { event: eventId } : {}) }} {...props} />
      )}
    >
      {traceId}
    </Anchor>
  );
}
