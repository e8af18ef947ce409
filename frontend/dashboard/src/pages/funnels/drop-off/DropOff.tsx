import { ActionIcon, Grid } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSeesPeople } from '../../../api/session';
import { Panel } from '../../../components/Panel';
import { useShortcuts } from '../../../shortcuts/useShortcuts';
import type { Asked, AskedReport } from '../queries';
import { DROP_OFF_PANEL } from '../result/drop_off_button';
import { useStepName } from '../result/useStepName';
import { DroppedTraces } from './DroppedTraces';
import classes from './drop_off.module.css';
import { ViewerNote } from './ViewerNote';
import { WhatFollowed } from './WhatFollowed';

type Props = {
  asked: AskedReport;
  /** The step that they reached, from 1, and not the next. */
  reached: number;
  /** Somebody opened it just now: it takes the focus, and gives it back. */
  byHand: boolean;
  close: () => void;
};

/** Behind one drop-off: who it was, and what they did instead. Escape closes it. */
export function DropOff({ asked, reached, byHand, close }: Props) {
  const { t } = useTranslation('funnels');
  const seesPeople = useSeesPeople();
  const nameOf = useStepName({ asked });
  const box = useRef<HTMLDivElement>(null);
  const { range, steps, order, windowSeconds } = asked;
  const question: Asked = { range, steps, order, windowSeconds };
  useEffect(() => {
    if (!byHand) return;
    box.current?.scrollIntoView({ block: 'nearest' });
    box.current?.focus({ preventScroll: true });
  }, [byHand]);
  useShortcuts([{ keys: 'Escape', label: t('dropOff.close'), group: 'page', run: close }]);
  const title = t('dropOff.title', {
    place: reached,
    step: nameOf({ event_type: steps[reached - 1] ?? '' }, reached - 1),
  });
  return (
    <div ref={box} id={DROP_OFF_PANEL} tabIndex={-1} role="group" aria-label={title} className={classes.panel}>
      <Panel
        title={title}
        actions={
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('dropOff.close')}
            title={t('dropOff.close')}
            aria-keyshortcuts="Escape"
            onClick={close}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        }
      >
        <Grid gap="xl">
          <Grid.Col span={{ base: 12, lg: 8 }}>
            {seesPeople ? <DroppedTraces asked={question} reached={reached} /> : <ViewerNote />}
          </Grid.Col>
          <Grid.Col span={{ base: 12, lg: 4 }}>
            <WhatFollowed asked={question} reached={reached} nextName={nextName(nameOf, steps, reached)} />
          </Grid.Col>
        </Grid>
      </Panel>
    </div>
  );
}

function nextName(nameOf: ReturnType<typeof useStepName>, steps: readonly string[], reached: number): string {
  return nameOf({ event_type: steps[reached] ?? '' }, reached);
}
