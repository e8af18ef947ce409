import { Button, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../../components/Panel';
import { useFormats } from '../../../format/useFormats';
import type { Answered, FunnelStep } from '../queries';
import type { Breakdown } from '../search';
import classes from './result.module.css';
import { useStepName } from './useStepName';

export const FIRST_ROWS = 10;

type Props = {
  answered: Answered;
  breakdown: Breakdown;
  stale: boolean;
  all: boolean;
  showAll: (all: boolean) => void;
};

/** The funnel of each value that people came with, the most frequent first. */
export function BreakdownPanel({ answered, breakdown, stale, all, showAll }: Props) {
  const { t } = useTranslation('funnels');
  const nameOf = useStepName(answered);
  const { steps, breakdown: values } = answered.report;
  const shown = all ? values : values.slice(0, FIRST_ROWS);
  const title = t(`breakdown.title.${breakdown}`);
  return (
    <Panel title={title} note={t('breakdown.note')}>
      <Table.ScrollContainer
        minWidth={160 + steps.length * 112}
        aria-busy={stale}
        style={{ opacity: stale ? 0.5 : 1 }}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': title } }}
      >
        <Table verticalSpacing={6} className={classes.values} aria-label={title}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t(`breakdown.by.${breakdown}`)}</Table.Th>
              {steps.map((step, place) => (
                <Table.Th key={place} scope="col" className="tf-numbers">
                  {`${place + 1}. ${nameOf(step, place)}`}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map(({ value, steps: counts }) => (
              <Table.Tr key={value === null ? 'null' : `value ${value}`}>
                <Table.Th scope="row">
                  {value === null ? (
                    <Text size="sm" c="dimmed">
                      {t('breakdown.notKnown')}
                    </Text>
                  ) : (
                    <span translate="no">{value}</span>
                  )}
                </Table.Th>
                {counts.map((step, place) => (
                  <Cell key={place} step={step} first={place === 0} />
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {values.length > FIRST_ROWS && (
        <Button size="compact-sm" variant="subtle" mt="xs" onClick={() => showAll(!all)}>
          {all ? t('breakdown.fewer') : t('breakdown.all', { count: values.length })}
        </Button>
      )}
    </Panel>
  );
}

/** With the share of those who began; the first step is all of them. */
function Cell({ step, first }: { step: FunnelStep; first: boolean }) {
  const formats = useFormats();
  return (
    <Table.Td className="tf-numbers">
      {formats.integer(step.count)}
      {!first && (
        <Text size="xs" c="dimmed">
          {formats.value(step.conversion_from_first, 'ratio')}
        </Text>
      )}
    </Table.Td>
  );
}
