import { Text } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled, IconCircleDashed, IconCircleX, IconFlagFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useStageOf } from './useStageOf';
import type { Timeline } from './queries';
import classes from './StageLadder.module.css';
import { ladderOf, type Step } from './stages';

const ICONS = {
  reached: IconCircleCheckFilled,
  furthest: IconFlagFilled,
  skipped: IconCircleDashed,
  ahead: IconCircle,
} as const;

/** The stages of the funnel, in order: those that were reached, how often something failed there, and how far it went. */
export function StageLadder({ timeline }: { timeline: Timeline }) {
  const { t } = useTranslation('trace');
  const stageOf = useStageOf();
  const occurrences = timeline.events.map(({ event_type: type, success }) => ({ stage: stageOf(type), success }));
  return (
    <ol className={classes.ladder} aria-label={t('ladder.label')}>
      {ladderOf(timeline.stage, occurrences).map((step) => (
        <Rung key={step.stage} step={step} />
      ))}
    </ol>
  );
}

function Rung({ step }: { step: Step }) {
  const { t } = useTranslation(['trace', 'common']);
  const Icon = ICONS[step.standing];
  const furthest = step.standing === 'furthest';
  return (
    <li className={classes.rung} data-stage={step.stage} data-standing={step.standing}>
      <span className={classes.line}>
        <Icon size={18} aria-hidden />
      </span>
      <span>
        <Text size="sm" span inherit={false} fw={furthest ? 700 : 500} display="block">
          {t(`stage.${step.stage}`, { ns: 'common' })}
        </Text>
        <Text size="xs" span c="dimmed" display="block">
          {step.events > 0 && !furthest ? t('ladder.events', { count: step.events }) : t(`ladder.${step.standing}`)}
        </Text>
        {step.failures > 0 && (
          <Text size="xs" span c="var(--tf-bad)" className={classes.failures}>
            <IconCircleX size={14} aria-hidden />
            {t('ladder.failures', { count: step.failures })}
          </Text>
        )}
      </span>
    </li>
  );
}
