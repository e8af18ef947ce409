import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Change } from '../../../components/Change';
import type { RowProps } from '../../../components/useListKeys';
import { useFormats } from '../../../format/useFormats';
import type { FunnelStep } from '../queries';
import { DropOffButton } from './DropOffButton';
import { measuresOf, timeText } from './measures';
import classes from './result.module.css';

type Props = {
  /** From 0. */
  place: number;
  step: FunnelStep;
  first: FunnelStep;
  name: string;
  compared: boolean;
  /** Its steps come one after the other, so that there are times between them. */
  timed: boolean;
  rowProps: RowProps;
  opened: boolean;
  disabled: boolean;
  toggle: () => void;
};

/** How many reached the step, as a number and as a length; what became of them since the step before. */
export function StepBar({ place, step, first, name, compared, timed, rowProps, opened, disabled, toggle }: Props) {
  const { t } = useTranslation('funnels');
  const formats = useFormats();
  const { length, lengthBefore, dropRatio, conversionBefore, change, countChange } = measuresOf(step, first);
  const later = place > 0;
  const before = formats.value(step.previous_count, 'count');
  return (
    <li className={classes.step} data-step={place + 1} {...rowProps}>
      <div className={classes.head}>
        <Text size="sm" fw={600} miw={0} style={{ overflowWrap: 'anywhere' }}>
          <span className={classes.number} aria-hidden>
            {place + 1}
          </span>
          {name}
        </Text>
        <Text size="sm" fw={650} className="tf-numbers" data-count>
          {t('result.traces', { count: step.count, number: formats.integer(step.count) })}
        </Text>
      </div>
      <div className={classes.bar} aria-hidden>
        <span className={classes.length} style={{ width: percent(length) }} />
      </div>
      {lengthBefore !== null && (
        <div className={classes.barBefore} aria-hidden>
          <span className={classes.lengthBefore} style={{ width: percent(Math.min(1, lengthBefore)) }} />
        </div>
      )}
      <dl className={classes.facts}>
        {later && (
          <>
            <Fact name={t('result.fromFirst')}>{formats.value(step.conversion_from_first, 'ratio')}</Fact>
            <Fact name={t('result.fromPrevious')}>{formats.value(step.conversion_from_previous, 'ratio')}</Fact>
          </>
        )}
        {later && timed && (
          <>
            <Fact name={t('result.median')}>{timeText(step.median_seconds, formats)}</Fact>
            <Fact name={t('result.p90')}>{timeText(step.p90_seconds, formats)}</Fact>
          </>
        )}
        {compared && (
          <Fact name={t('result.previous')}>
            {later ? `${before} · ${formats.value(conversionBefore, 'ratio')}` : before}
          </Fact>
        )}
        {compared && (
          <Fact name={t('result.change')}>
            {later ? (
              <Change change={change} unit="ratio" good="up" />
            ) : (
              <Change change={countChange} unit="count" good="up" />
            )}
          </Fact>
        )}
      </dl>
      {step.dropped !== null && step.count > 0 && (
        <DropOffButton
          reached={place + 1}
          dropped={step.dropped}
          ratio={dropRatio}
          name={name}
          opened={opened}
          disabled={disabled}
          toggle={toggle}
        />
      )}
    </li>
  );
}

function percent(ratio: number): string {
  return `${(100 * ratio).toFixed(2)}%`;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0} className="tf-steady">
        {children}
      </Text>
    </div>
  );
}
