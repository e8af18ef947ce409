import { describe, expect, it } from 'vitest';
import { columnAt } from './columns';

/** As ECharts answers: places beside the plot are categories that there are none of. */
function chartOf(categories: string[]) {
  return {
    getOption: () => ({ xAxis: [{ data: categories }] }),
    convertFromPixel: (_axis: unknown, x: number) => Math.floor((x - 40) / 10),
  } as unknown as Parameters<typeof columnAt>[0];
}

describe('the column at a place', () => {
  it.each([
    [40, 0],
    [59, 1],
    [39, null],
    [60, null],
  ])('%i px from the left is %j', (x, column) => {
    expect(columnAt(chartOf(['a', 'b']), x)).toBe(column);
  });

  it('is none before anything is drawn', () => {
    expect(columnAt(chartOf([]), 45)).toBeNull();
  });
});
