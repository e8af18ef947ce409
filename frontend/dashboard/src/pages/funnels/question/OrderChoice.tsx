import { Radio, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ORDERS, type Order } from '../search';

/** How the events of one person must stand to each other, each with what it means. */
export function OrderChoice({ order, onChange }: { order: Order; onChange: (order: Order) => void }) {
  const { t } = useTranslation('funnels');
  return (
    <Radio.Group label={t('order.label')} size="xs" value={order} onChange={onChange}>
      <Stack gap={6} mt={6}>
        {ORDERS.map((each) => (
          <Radio
            key={each}
            size="xs"
            value={each}
            label={t(`order.${each}.name`)}
            description={t(`order.${each}.meaning`)}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
