import { useTranslation } from 'react-i18next';
import { useListKeys } from '../../../components/useListKeys';
import type { Answered } from '../queries';
import type { FunnelView } from '../useFunnel';
import { dropOffButton } from './drop_off_button';
import classes from './result.module.css';
import { StepBar } from './StepBar';
import { useStepName } from './useStepName';

type Props = { view: FunnelView; answered: Answered; stale: boolean; onToggle: () => void };

/** A bar a step, as a list; `j` and `k` walk it, Enter opens who dropped off after the step. */
export function StepBars({ view, answered, stale, onToggle }: Props) {
  const { t } = useTranslation('funnels');
  const { opened, change } = view;
  const { asked, report } = answered;
  const nameOf = useStepName(answered);
  const { rowProps, select } = useListKeys({
    count: report.steps.length,
    open: (place) => dropOffButton(place + 1)?.click(),
  });
  const first = report.steps[0];
  if (!first) return null;
  return (
    <ol className={classes.bars} aria-label={t('result.title')}>
      {report.steps.map((step, place) => (
        <StepBar
          key={place}
          place={place}
          step={step}
          first={first}
          name={nameOf(step, place)}
          compared={asked.compare}
          timed={asked.order !== 'any'}
          rowProps={rowProps(place)}
          opened={opened === place + 1}
          disabled={stale}
          toggle={() => {
            select(place);
            onToggle();
            change({ reached: opened === place + 1 ? undefined : String(place + 1) });
          }}
        />
      ))}
    </ol>
  );
}
