import { ActionIcon, Group } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FEWEST_STEPS } from '../search';
import classes from './question.module.css';
import { StepSelect } from './StepSelect';
import type { StepGroup } from './steps';

export type StepAction = 'up' | 'down' | 'remove';

type Props = {
  /** From 0. */
  place: number;
  step: string;
  count: number;
  groups: readonly StepGroup[];
  /** What the step is called. */
  name: string;
  replace: (step: string) => void;
  act: (action: StepAction) => void;
};

const BY_KEY: Partial<Record<string, StepAction>> = { ArrowUp: 'up', ArrowDown: 'down' };
const ACTIONS = [
  { action: 'up', Icon: IconArrowUp, keys: 'Alt+ArrowUp' },
  { action: 'down', Icon: IconArrowDown, keys: 'Alt+ArrowDown' },
  { action: 'remove', Icon: IconX, keys: undefined },
] as const;

const WITHOUT_PAPER = { bg: 'transparent' };

/** One step; Alt and an arrow move it from anywhere in its row. */
export function StepRow({ place, step, count, groups, name, replace, act }: Props) {
  const { t } = useTranslation('funnels');
  const byKey = (event: KeyboardEvent) => {
    const action = event.altKey ? BY_KEY[event.key] : undefined;
    if (!action) return;
    event.preventDefault();
    event.stopPropagation(); // the list of the box would open
    act(action);
  };
  const may = { up: place > 0, down: place < count - 1, remove: count > FEWEST_STEPS };
  return (
    <li className={classes.step} onKeyDownCapture={byKey}>
      <span className={classes.number} aria-hidden>
        {place + 1}
      </span>
      <StepSelect
        label={t('steps.step', { place: place + 1 })}
        value={step}
        groups={groups}
        onChange={replace}
        className={classes.select}
      />
      <Group gap={0} wrap="nowrap">
        {ACTIONS.map(({ action, Icon, keys }) => {
          const label = t(`steps.${action}`, { place: place + 1, step: name });
          return (
            <ActionIcon
              key={action}
              size={26}
              variant="subtle"
              color="gray"
              data-action={action}
              disabled={!may[action]}
              aria-label={label}
              title={label}
              onClick={() => act(action)}
              aria-keyshortcuts={keys}
              {...(may[action] ? {} : WITHOUT_PAPER)}
            >
              <Icon size={15} aria-hidden />
            </ActionIcon>
          );
        })}
      </Group>
    </li>
  );
}
