import { Button, Checkbox, Popover, ScrollArea, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { MOST_SERIES } from '../../charts/series_look';
import { toggled } from './chart_choice';
import type { Offered } from './chart_series';

const KINDS = ['kpi', 'type'] as const;

type Props = { offered: readonly Offered[]; chosen: readonly string[]; onChange: (chosen: string[]) => void };

/** Which KPIs and event types the chart has. */
export function SeriesPicker({ offered, chosen, onChange }: Props) {
  const { t } = useTranslation('overview');
  return (
    <Popover trapFocus position="bottom-end" withinPortal width={440}>
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<IconPlus size={14} aria-hidden />}>
          {t('chart.choose')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown maw="calc(100vw - 16px)">
        <ScrollArea.Autosize mah={380} offsetScrollbars>
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
            {KINDS.map((kind) => (
              <Stack key={kind} gap={6} role="group" aria-label={t(`chart.${kind}`)}>
                <Text size="xs" fw={600}>
                  {t(`chart.${kind}`)}
                </Text>
                {offered
                  .filter((one) => one.kind === kind)
                  .map(({ id, label }) => {
                    const after = toggled(chosen, id);
                    return (
                      <Checkbox
                        key={id}
                        size="xs"
                        label={label}
                        checked={chosen.includes(id)}
                        disabled={!after}
                        onChange={() => {
                          if (after) onChange(after);
                        }}
                      />
                    );
                  })}
              </Stack>
            ))}
          </SimpleGrid>
        </ScrollArea.Autosize>
        <Text size="xs" c="dimmed" mt="xs">
          {t('chart.most', { count: MOST_SERIES })}
        </Text>
      </Popover.Dropdown>
    </Popover>
  );
}
