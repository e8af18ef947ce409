import { Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { RangePicker } from '../../components/RangePicker';
import { useCampaignsSearch } from './useCampaignsSearch';

/** Above a view of some days: which ones, and on the right how current it is or what else can be chosen. */
export function Toolbar({ children }: { children?: ReactNode }) {
  const { range, change } = useCampaignsSearch();
  return (
    <Group justify="space-between" mb="md" gap="sm" mih={30}>
      <RangePicker range={range} onChange={({ from, to }) => change({ from, to, registration_id: undefined })} />
      {children}
    </Group>
  );
}
