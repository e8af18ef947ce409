import { Button, Group, Text } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { troubleOf } from '../../../api/errors';
import { useFormats } from '../../../format/useFormats';
import type { CsvExport } from '../export/useCsvExport';
import classes from './FeedBar.module.css';
import type { useEventRows } from './useEventRows';
import type { useFeed } from './useFeed';
import type { useLive } from './useLive';

type Props = {
  feed: ReturnType<typeof useFeed>;
  live: ReturnType<typeof useLive>;
  csv: CsvExport;
  table: ReturnType<typeof useEventRows>;
};

/** One line of what goes on: how many events there are, and the latest of what happens to them. */
export function FeedNews({ feed, live, csv, table }: Props) {
  return (
    <Group gap={8} wrap="nowrap" className={classes.news}>
      <Count feed={feed} count={table.shown.length} />
      <Waiting feed={feed} table={table} />
      <Group gap={8} wrap="nowrap" role="status" miw={0}>
        {csv.state.is === 'idle' ? <Liveliness {...{ feed, live }} reading={table.reading} /> : <Saving csv={csv} />}
      </Group>
    </Group>
  );
}

function Count({ feed: { pages }, count }: Pick<Props, 'feed'> & { count: number }) {
  const { t } = useTranslation('events');
  const formats = useFormats();
  if (!pages.data) return null;
  const how = !pages.hasNextPage
    ? 'count.all'
    : count === 0 || pages.isFetchingNextPage
      ? 'count.looking'
      : 'count.more';
  return (
    <Text size="sm" c="dimmed" className="tf-steady">
      {t(how, { count, number: formats.integer(count) })}
    </Text>
  );
}

/** What has come while somebody reads; a press leads to it. */
function Waiting({ feed, table: { waiting, toNewest } }: Pick<Props, 'feed' | 'table'>) {
  const { t } = useTranslation('events');
  const formats = useFormats();
  const tooMany = feed.head.data?.gap ?? false;
  if (waiting === 0 && !tooMany) return null;
  return (
    <Button
      size="compact-xs"
      className={classes.waiting}
      leftSection={<IconArrowUp size={14} aria-hidden />}
      onClick={toNewest}
    >
      {t(tooMany ? 'live.many' : 'live.news', { count: waiting, number: formats.integer(waiting) })}
    </Button>
  );
}

function Liveliness({ feed, live, reading }: Pick<Props, 'feed' | 'live'> & { reading: boolean }) {
  const { t } = useTranslation('events');
  if (live.stopped) {
    return (
      <>
        <Said text={t('live.stopped')} tone="warn" />
        <Button size="compact-xs" variant="default" onClick={live.toggle}>
          {t('live.goOn')}
        </Button>
      </>
    );
  }
  if (live.on && feed.head.failureReason) return <Said text={t('live.interrupted')} tone="warn" />;
  if (live.on) return <Said text={t(reading ? 'live.paused' : 'live.on')} />;
  return feed.begunAnew ? <Said text={t('begunAnew')} /> : null;
}

function Saving({ csv: { state, cancel, forget } }: Pick<Props, 'csv'>) {
  const { t } = useTranslation('events');
  const { t: everywhere } = useTranslation();
  const formats = useFormats();
  if (state.is === 'idle') return null;
  if (state.is === 'running') {
    return (
      <>
        <Said text={t('csv.running', { count: state.rows, number: formats.integer(state.rows) })} />
        <Button size="compact-xs" variant="default" onClick={cancel}>
          {t('csv.cancel')}
        </Button>
      </>
    );
  }
  const said =
    state.is === 'done'
      ? t('csv.done', { count: state.rows, number: formats.integer(state.rows), name: state.fileName })
      : t('csv.failed', { trouble: everywhere(`trouble.${troubleOf(state.error)}.title`) });
  return (
    <>
      <Said text={said} tone={state.is === 'failed' ? 'bad' : 'calm'} />
      <Button size="compact-xs" variant="subtle" color="gray" onClick={forget}>
        {everywhere('close')}
      </Button>
    </>
  );
}

const TONES = { calm: 'inherit', warn: 'var(--tf-warn)', bad: 'var(--tf-bad)' } as const;

function Said({ text, tone = 'calm' }: { text: string; tone?: keyof typeof TONES }) {
  return (
    <Text size="sm" truncate title={text} style={{ color: TONES[tone] }}>
      {text}
    </Text>
  );
}
