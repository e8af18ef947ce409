import { Alert } from '@mantine/core';
import { Fragment, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../api/session';
import { PageLink } from '../../../components/PageLink';
import { Panel } from '../../../components/Panel';
import { useListKeys } from '../../../components/useListKeys';
import { useFormats } from '../../../format/useFormats';
import { dayOf } from '../../../time/reporting_day';
import { gapOf } from '../gap';
import { eventAt } from '../person';
import type { Timeline as Answer } from '../queries';
import { useOpenEvent } from '../useOpenEvent';
import { GapMark } from './GapMark';
import classes from './timeline.module.css';
import { TimelineRow } from './TimelineRow';

const MANY = 100;

/** Every event in its order, the day where it changes, and what lay between. */
export function Timeline({ timeline }: { timeline: Answer }) {
  const { t } = useTranslation('trace');
  const { timezone } = useSession();
  const formats = useFormats();
  const { events } = timeline;
  const { openId, open } = useOpenEvent();
  const opened = events.findIndex((event) => event.id === openId);
  const list = useRef<HTMLOListElement>(null);
  const toggle = (index: number) => open(index === opened ? null : (events[index]?.id ?? null));
  const lastFailure = events.findLastIndex((event) => event.success === false);
  const { rowProps, select } = useListKeys({
    count: events.length,
    open: toggle,
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
    list.current?.querySelector(`[data-index="${opened}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [opened, select]);

  const dayAt = (index: number) => {
    const event = events[index];
    return event ? dayOf(new Date(eventAt(event)), timezone) : null;
  };
  return (
    <Panel title={t('timeline.title')} note={timezone}>
      <ol className={classes.timeline} data-long={events.length > MANY} ref={list} aria-label={t('timeline.title')}>
        {events.map((event, index) => {
          const day = dayAt(index);
          const { ref, ...selected } = rowProps(index);
          return (
            <Fragment key={event.id ?? index}>
              <GapMark gap={gapOf(event.since_previous_ms)} ms={event.since_previous_ms ?? 0} />
              {day && day !== dayAt(index - 1) && <li className={classes.day}>{formats.dayLong(day)}</li>}
              <li ref={ref} className={classes.entry} data-index={index} data-success={event.success} {...selected}>
                <TimelineRow event={event} opened={index === opened} toggle={() => toggle(index)} />
              </li>
            </Fragment>
          );
        })}
      </ol>
      {timeline.truncated && <Truncated timeline={timeline} />}
    </Panel>
  );
}

/** A trace of a machine that went round in circles: what is beyond stands in the feed. */
function Truncated({ timeline }: { timeline: Answer }) {
  const { t } = useTranslation('trace');
  const { timezone } = useSession();
  const last = dayOf(new Date(timeline.last_at), timezone);
  return (
    <Alert mt="md" color="orange" title={t('timeline.truncated.title', { count: timeline.events.length })}>
      {t('timeline.truncated.help')}{' '}
      <PageLink to="/events" search={{ trace_id: timeline.trace_id, from: last, to: last }} inherit>
        {t('timeline.truncated.rest')}
      </PageLink>
    </Alert>
  );
}
