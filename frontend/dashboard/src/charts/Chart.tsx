import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { ChartProps } from './EChart';

const EChart = lazy(() => import('./EChart'));

/** A chart whose library is fetched only where one is shown. */
export function Chart(props: ChartProps) {
  return (
    <Suspense fallback={<Skeleton h={props.height} />}>
      <EChart {...props} />
    </Suspense>
  );
}
