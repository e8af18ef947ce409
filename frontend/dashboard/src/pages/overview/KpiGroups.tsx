import { Title } from '@mantine/core';
import { useId, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { EventType } from '../../api/event_types';
import { toggled } from './chart_choice';
import { sparklineOf } from './chart_series';
import { feedOfEvents } from './feed_links';
import { KpiCard } from './KpiCard';
import classes from './KpiGroups.module.css';
import { groupKpis, isCounted, type KpiGroup } from './kpi_groups';
import type { Summary } from './summary';

type Shown = {
  summary: Summary;
  compared: boolean;
  /** Ids of the series in the chart. */
  charted: readonly string[];
  onChart: (series: string[]) => void;
};

/** The KPIs by the step of the funnel that they are about. */
export function KpiGroups({ types, ...shown }: Shown & { types: readonly EventType[] }) {
  const { summary } = shown;
  const kpis = summary.kpis.filter((kpi) => isCounted(kpi, summary.journeys_as_of));
  return (
    <div className={classes.groups}>
      {groupKpis(kpis, types).map((group) => (
        <Group key={group.stages.join()} group={group} {...shown} />
      ))}
    </div>
  );
}

function Group({ group, summary, compared, charted, onChart }: Shown & { group: KpiGroup }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <section aria-labelledby={id} className={classes.group} style={{ '--cards': group.kpis.length } as CSSProperties}>
      <Title order={2} size="xs" fw={600} id={id} mb={4}>
        {group.stages.map((stage) => t(`stage.${stage}`)).join(' · ')}
      </Title>
      <ul className={classes.cards}>
        {group.kpis.map((kpi) => {
          const others = toggled(charted, kpi.id);
          return (
            <KpiCard
              key={kpi.id}
              kpi={kpi}
              values={sparklineOf(kpi, summary)}
              compared={compared}
              feed={feedOfEvents(kpi.events, summary.range)}
              charted={charted.includes(kpi.id)}
              {...(others ? { onChart: () => onChart(others) } : {})}
            />
          );
        })}
      </ul>
    </section>
  );
}
