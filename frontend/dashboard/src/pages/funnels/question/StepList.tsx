import { Stack, Text, VisuallyHidden } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEventTypeLabel, type EventType } from '../../../api/event_types';
import { useLabel } from '../../../format/useLabel';
import { MOST_STEPS } from '../search';
import { AddStep } from './AddStep';
import classes from './question.module.css';
import { StepRow, type StepAction } from './StepRow';
import { added, moved, replaced, stepGroups, without } from './steps';

type Props = { steps: readonly string[]; types: readonly EventType[]; onChange: (steps: string[]) => void };

/** The steps in their order: each can be another one, change places with its neighbours, or go. */
export function StepList({ steps, types, onChange }: Props) {
  const { t } = useTranslation('funnels');
  const { t: everywhere } = useTranslation();
  const labelOf = useEventTypeLabel();
  const groups = stepGroups(types, { stage: (stage) => everywhere(`stage.${stage}`), type: useLabel() });
  const { list, focusAfterwards } = useFocusAfterwards(steps);
  const [said, setSaid] = useState('');

  const act = (place: number, action: StepAction) => {
    if (action === 'remove') {
      const left = without(steps, place);
      if (!left) return;
      focusAfterwards(Math.min(place, left.length - 1), 'remove');
      setSaid(t('steps.removed', { step: labelOf(steps[place] ?? '') }));
      onChange(left);
      return;
    }
    const by = action === 'up' ? -1 : 1;
    const after = moved(steps, place, by);
    if (!after) return;
    focusAfterwards(place + by, action);
    setSaid(t('steps.moved', { step: labelOf(steps[place] ?? ''), place: place + by + 1, count: steps.length }));
    onChange(after);
  };
  const add = (step: string) => {
    const after = added(steps, step);
    if (!after) return;
    setSaid(t('steps.added', { step: labelOf(step), place: after.length }));
    onChange(after);
  };
  return (
    <Stack gap="xs">
      <ol ref={list} className={classes.steps} aria-label={t('steps.title')}>
        {steps.map((step, place) => (
          <StepRow
            key={place}
            place={place}
            step={step}
            count={steps.length}
            groups={groups}
            name={labelOf(step)}
            replace={(other) => onChange(replaced(steps, place, other))}
            act={(action) => act(place, action)}
          />
        ))}
      </ol>
      {steps.length < MOST_STEPS ? (
        <AddStep groups={groups} add={add} />
      ) : (
        <Text size="xs" c="dimmed">
          {t('steps.most', { count: MOST_STEPS })}
        </Text>
      )}
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </Stack>
  );
}

/** A step that was moved takes the focus along, so that it can be moved on; one that is gone leaves it to the next. */
function useFocusAfterwards(steps: readonly string[]) {
  const list = useRef<HTMLOListElement>(null);
  const wanted = useRef<{ place: number; action: StepAction } | null>(null);
  useEffect(() => {
    if (!wanted.current) return;
    const { place, action } = wanted.current;
    wanted.current = null;
    const row = list.current?.children[place];
    const button = row?.querySelector<HTMLElement>(`[data-action="${action}"]:not(:disabled)`);
    (button ?? row?.querySelector<HTMLElement>('[data-action]:not(:disabled), input'))?.focus();
  }, [steps]);
  const focusAfterwards = (place: number, action: StepAction) => {
    wanted.current = { place, action };
  };
  return { list, focusAfterwards };
}
