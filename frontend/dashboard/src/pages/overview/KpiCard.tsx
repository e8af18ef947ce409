import { ActionIcon, Text } from '@mantine/core';
import { IconChartLine } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Change } from '../../components/Change';
import { Sparkline } from '../../components/Sparkline';
import { useFormats } from '../../format/useFormats';
import { useLabel } from '../../format/useLabel';
import classes from './KpiCard.module.css';
import type { FeedLink } from './feed_links';
import type { Kpi } from './summary';

type Props = {
  kpi: Kpi;
  values: readonly (number | null)[];
  compared: boolean;
  /** To the events that it counts; null where it counts none. */
  feed: FeedLink | null;
  charted: boolean;
  /** Not there: the chart is full, or this is all that it shows. */
  onChart?: () => void;
};

/** A number, what it is made of, what became of it since the period before; it leads to its events. */
export function KpiCard({ kpi, values, compared, feed, charted, onChart }: Props) {
  const { t } = useTranslation('overview');
  const formats = useFormats();
  const label = useLabel()(kpi.label);
  const parts = kpi.unit === 'ratio' && kpi.denominator !== null;
  return (
    <li className={classes.card} data-kpi={kpi.id}>
      <div className={classes.head}>
        <Text size="xs" c="dimmed" lh={1.3}>
          {feed ? (
            <Link to="/events" search={feed} className={classes.link}>
              {label}
            </Link>
          ) : (
            label
          )}
        </Text>
        <ActionIcon
          className={classes.chart}
          size={24}
          variant={charted ? 'light' : 'subtle'}
          color={charted ? 'indigo' : 'gray'}
          aria-pressed={charted}
          aria-label={t('chart.with', { series: label })}
          disabled={!onChart}
          {...(onChart ? { onClick: onChart } : {})}
        >
          <IconChartLine size={14} aria-hidden />
        </ActionIcon>
      </div>
      <div className={classes.number}>
        <Text fz={24} fw={650} lh={1.2} component="span" data-value>
          {formats.value(kpi.value, kpi.unit)}
        </Text>
        <span className={classes.line}>
          <Sparkline values={values} />
        </span>
      </div>
      <div>{compared && <Change change={kpi.change} unit={kpi.unit} good={kpi.good} />}</div>
      <Text size="xs" c="dimmed" className={classes.parts}>
        {[
          parts && `${formats.integer(kpi.numerator ?? 0)} / ${formats.integer(kpi.denominator ?? 0)}`,
          compared && kpi.previous !== null && t('kpi.before', { value: formats.value(kpi.previous, kpi.unit) }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
    </li>
  );
}
