import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { troubleOf } from '../../../api/errors';
import { useFormats } from '../../../format/useFormats';
import type { CsvExport } from '../export/useCsvExport';
import classes from './FeedBar.module.css';
import type { useFeed } from './useFeed';
import type { useLive } from './useLive';

type Props = {
  feed: ReturnType<typeof useFeed>;
  live: ReturnType<typeof useLive>;
  csv: CsvExport;
  count: number;
  reading: boolean;
};

/** One line of what goes on: how many events there are, and the latest of what happens to them. */
export function FeedNews({ feed, live, csv, count, reading }: Props) {
  return (
    <Group gap={8} wrap="nowrap" className={classes.news}>
      <Count feed={feed} count={count} />
      <Group gap={8} wrap="nowrap" role="status" miw={0}>
        {csv.state.is === 'idle' ? <Liveliness {...{ feed, live, reading }} /> : <Saving csv={csv} />}
      </Group>
    </Group>
  );
}

function Count({ feed: { pages }, count }: Pick<Props, 'feed' | 'count'>) {
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

function Liveliness({ feed, live, reading }: Pick<Props, 'feed' | 'live' | 'reading'>) {
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
