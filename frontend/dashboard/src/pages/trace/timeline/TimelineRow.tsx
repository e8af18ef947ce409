import { VisuallyHidden } from '@mantine/core';
import {
  IconChevronDown,
  IconChevronRight,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleXFilled,
} from '@tabler/icons-react';
import { memo, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Time } from '../../../components/Time';
import { useFormats } from '../../../format/useFormats';
import { gapOf } from '../gap';
import { eventAt } from '../person';
import type { TimelineEvent } from '../queries';
import { EventDetails } from './EventDetails';
import classes from './timeline.module.css';

const SIGNS = { true: IconCircleCheckFilled, false: IconCircleXFilled, null: IconCircleDashed } as const;

type Props = {
  event: TimelineEvent;
  label: string;
  opened: boolean;
  /** The same function on every render: of a thousand rows only those that change are drawn again. */
  toggle: (event: TimelineEvent, opened: boolean) => void;
};

/** One event, in a line; pressed, it opens in place. */
export const TimelineRow = memo(function TimelineRow({ event, label, opened, toggle }: Props) {
  const { t } = useTranslation('trace');
  const formats = useFormats();
  const detailsId = useId();
  const Sign = SIGNS[`${event.success}`];
  const Chevron = opened ? IconChevronDown : IconChevronRight;
  const { since_previous_ms: sinceMs } = event;
  return (
    <>
      <button
        type="button"
        className={classes.row}
        onClick={() => toggle(event, opened)}
        aria-expanded={opened}
        {...(opened ? { 'aria-controls': detailsId } : {})}
      >
        <span className={classes.sign}>
          <Sign size={18} aria-hidden />
        </span>
        <span className={classes.time}>
          <Time at={eventAt(event)} short />
          {sinceMs !== null && gapOf(sinceMs) === 'usual' && (
            <span className={classes.since}>{`+${formats.duration(sinceMs)}`}</span>
          )}
        </span>
        <span className={classes.what}>
          <span className={classes.label}>{label}</span>
          {(event.error_code ?? event.error_message) && (
            <span className={classes.error}>
              {event.error_code && <span className={classes.code}>{`${event.error_code} `}</span>}
              {event.error_message}
            </span>
          )}
        </span>
        <span className={classes.outcome}>
          <OutcomeWord success={event.success} />
        </span>
        <span className={classes.source}>{event.source ?? t('timeline.noSource')}</span>
        <Chevron size={16} aria-hidden className={classes.chevron} />
      </button>
      {opened && (
        <div id={detailsId} className={classes.details}>
          <EventDetails event={event} />
        </div>
      )}
    </>
  );
});

/** Most events have no outcome: of them a word in every line would hide those that failed. */
function OutcomeWord({ success }: { success: boolean | null }) {
  const { t } = useTranslation();
  if (success === null) return <VisuallyHidden component="span">{t('outcome.none')}</VisuallyHidden>;
  return t(success ? 'outcome.success' : 'outcome.failure');
}
