import { Box } from '@mantine/core';
import { Fragment, useCallback, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useEventTypeLabel } from '../../../api/event_types';
import { useSession } from '../../../api/session';
import { PageLink } from '../../../components/PageLink';
import { Panel } from '../../../components/Panel';
import { useListKeys } from '../../../components/useListKeys';
import { useFormats } from '../../../format/useFormats';
import { dayOf } from '../../../time/reporting_day';
import { gapOf } from '../gap';
import { PartialNote } from '../PartialNote';
import { eventAt } from '../person';
import type { Timeline as Answer, TimelineEvent } from '../queries';
import { useOpenEvent } from '../useOpenEvent';
import { GapMark } from './GapMark';
import classes from './timeline.module.css';
import { TimelineRow } from './TimelineRow';

const MANY = 100;
const BELOW_HEADER = 60;

/** Every event in its order, the day where it changes, and what lay between. */
export function Timeline({ timeline }: { timeline: Answer }) {
  const { t } = useTranslation('trace');
  const { timezone } = useSession();
  const formats = useFormats();
  const labelOf = useEventTypeLabel();
  const { events } = timeline;
  const { openId, open } = useOpenEvent();
  const opened = events.findIndex((event) => event.id === openId);
  const list = useRef<HTMLOListElement>(null);
  const toggle = useCallback((event: TimelineEvent, isOpen: boolean) => open(isOpen ? null : event.id), [open]);
  const lastFailure = events.findLastIndex((event) => event.success === false);
  const { rowProps, select } = useListKeys({
    count: events.length,
    open: (index) => open(index === opened ? null : (events[index]?.id ?? null)),
    more: [
      {
        keys: 'f',
        label: t('timeline.lastFailure'),
        run: () => lastFailure >= 0 && open(events[lastFailure]?.id ?? null),
      },
    ],
  });
  useEffect(() => {
    if (opened < 0) return;
    select(opened);
    bringIntoSight(list.current?.querySelector(`[data-index="${opened}"]`));
  }, [opened, select]);

  const days = useMemo(() => newDays(events, timezone), [events, timezone]);
  return (
    <Panel title={t('timeline.title')} note={timezone}>
      <ol className={classes.timeline} data-long={events.length > MANY} ref={list} aria-label={t('timeline.title')}>
        {events.map((event, index) => {
          const day = days[index];
          const gap = gapOf(event.since_previous_ms);
          const { ref, ...selected } = rowProps(index);
          return (
            <Fragment key={event.id ?? index}>
              {gap !== null && gap !== 'usual' && <GapMark gap={gap} ms={event.since_previous_ms ?? 0} />}
              {day && <li className={classes.day}>{formats.dayLong(day)}</li>}
              <li ref={ref} className={classes.entry} data-index={index} data-success={event.success} {...selected}>
                <TimelineRow
                  event={event}
                  label={labelOf(event.event_type)}
                  opened={index === opened}
                  toggle={toggle}
                />
              </li>
            </Fragment>
          );
        })}
      </ol>
      {timeline.truncated && (
        <Box mt="md">
          <Truncated timeline={timeline} />
        </Box>
      )}
    </Panel>
  );
}

/** For each event the day that begins with it, if one does. */
function newDays(events: readonly TimelineEvent[], timezone: string): (string | null)[] {
  const days = events.map((event) => dayOf(new Date(eventAt(event)), timezone));
  return days.map((day, index) => (day === days[index - 1] ? null : day));
}

/** What was opened from elsewhere; what was pressed itself stays where it is. */
function bringIntoSight(entry: Element | null | undefined): void {
  const head = entry?.firstElementChild?.getBoundingClientRect();
  if (head && (head.top < BELOW_HEADER || head.bottom > innerHeight)) entry?.scrollIntoView({ block: 'start' });
}

/** A trace of a machine that went round in circles: what is beyond stands in the feed. */
function Truncated({ timeline }: { timeline: Answer }) {
  const { t } = useTranslation('trace');
  const { timezone } = useSession();
  const last = dayOf(new Date(timeline.last_at), timezone);
  return (
    <PartialNote title={t('timeline.truncated.title', { count: timeline.events.length })}>
      {t('timeline.truncated.help')}{' '}
      <PageLink to="/events" search={{ trace_id: timeline.trace_id, from: last, to: last }} inherit c="inherit">
        {t('timeline.truncated.rest')}
      </PageLink>
    </PartialNote>
  );
}
