import { Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import {
  IconChevronDown,
  IconChevronRight,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleXFilled,
} from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useEventTypeLabel } from '../../../api/event_types';
import { Time } from '../../../components/Time';
import { useFormats } from '../../../format/useFormats';
import { gapOf } from '../gap';
import { eventAt } from '../person';
import type { TimelineEvent } from '../queries';
import { EventDetails } from './EventDetails';
import classes from './timeline.module.css';

const SIGNS = { true: IconCircleCheckFilled, false: IconCircleXFilled, null: IconCircleDashed } as const;

type Props = { event: TimelineEvent; opened: boolean; toggle: () => void };

/** One event, in a line; pressed, it opens in place. */
export function TimelineRow({ event, opened, toggle }: Props) {
  const { t } = useTranslation('trace');
  const labelOf = useEventTypeLabel();
  const detailsId = useId();
  const Sign = SIGNS[`${event.success}`];
  const Chevron = opened ? IconChevronDown : IconChevronRight;
  return (
    <>
      <UnstyledButton
        className={classes.row}
        onClick={toggle}
        aria-expanded={opened}
        {...(opened ? { 'aria-controls': detailsId } : {})}
      >
        <span className={classes.sign}>
          <Sign size={18} aria-hidden />
        </span>
        <span className={classes.time}>
          <Time at={eventAt(event)} short />
          <SincePrevious ms={event.since_previous_ms} />
        </span>
        <span className={classes.what}>
          <Text size="sm" fw={600} span display="block">
            {labelOf(event.event_type)}
          </Text>
          {(event.error_code ?? event.error_message) && (
            <Text size="sm" span className={classes.error}>
              {event.error_code && (
                <Text span inherit ff="monospace" className={classes.code}>
                  {event.error_code}{' '}
                </Text>
              )}
              {event.error_message}
            </Text>
          )}
        </span>
        <OutcomeWord success={event.success} />
        <Text size="sm" span c="dimmed" className={classes.source}>
          {event.source ?? t('timeline.noSource')}
        </Text>
        <Chevron size={16} aria-hidden className={classes.chevron} />
      </UnstyledButton>
      {opened && (
        <div id={detailsId} className={classes.details}>
          <EventDetails event={event} />
        </div>
      )}
    </>
  );
}

/** Most events have no outcome: of them a word in every line would hide those that failed. */
function OutcomeWord({ success }: { success: boolean | null }) {
  const { t } = useTranslation();
  return (
    <Text size="sm" span className={classes.outcome}>
      {success === null ? (
        <VisuallyHidden>{t('outcome.none')}</VisuallyHidden>
      ) : (
        t(success ? 'outcome.success' : 'outcome.failure')
      )}
    </Text>
  );
}

function SincePrevious({ ms }: { ms: number | null }) {
  const formats = useFormats();
  if (ms === null || gapOf(ms) !== 'usual') return null;
  return (
    <Text size="xs" span c="dimmed" display="block">
      {`+${formats.duration(ms)}`}
    </Text>
  );
}
