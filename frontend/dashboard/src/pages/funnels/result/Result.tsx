import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../../components/Panel';
import { useFormats } from '../../../format/useFormats';
import type { Answered } from '../queries';
import type { FunnelView } from '../useFunnel';
import { CsvButton } from './CsvButton';
import { NobodyBegan } from './NobodyBegan';
import { Overall } from './Overall';
import { StepBars } from './StepBars';

type Props = {
  view: FunnelView;
  answered: Answered;
  /** It answers the question before: that to this one is on its way. */
  stale: boolean;
  /** Somebody opens or closes a drop-off. */
  onToggle: () => void;
};

export function Result({ view, answered, stale, onToggle }: Props) {
  const { t } = useTranslation('funnels');
  const formats = useFormats();
  const { report } = answered;
  const nobody = (report.steps[0]?.count ?? 0) === 0;
  return (
    <Panel
      title={t('result.title')}
      note={t('result.note', { days: formats.days(report.range) })}
      actions={<CsvButton answered={answered} disabled={nobody || stale} />}
    >
      <Stack gap="md" aria-busy={stale} style={{ opacity: stale ? 0.5 : 1, transition: 'opacity 150ms 100ms' }}>
        {nobody ? (
          <NobodyBegan view={view} answered={answered} />
        ) : (
          <>
            <Overall answered={answered} />
            <StepBars view={view} answered={answered} stale={stale} onToggle={onToggle} />
          </>
        )}
      </Stack>
    </Panel>
  );
}
