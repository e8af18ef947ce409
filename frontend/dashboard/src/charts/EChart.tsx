import { useComputedColorScheme } from '@mantine/core';
import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { chartTheme } from './chart_theme';
import { columnAt } from './columns';

echarts.use([
  BarChart,
  LineChart,
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  SVGRenderer,
]);

export type ChartOption = echarts.EChartsCoreOption;
export type ChartClick = { name: string; seriesName: string; seriesId: string; dataIndex: number };

export type ChartProps = {
  option: ChartOption;
  /** In pixels, kept from the first frame on. */
  height: number;
  /** What the chart shows, for those who cannot see it; its numbers stand in a table beside it. */
  label: string;
  onPointClick?: (click: ChartClick) => void;
  /** Anywhere above, on or below a category of the first x axis, but not on a point where those do something. */
  onColumnClick?: (index: number) => void;
  /** Names of the series that the legend leaves on, after it was used. */
  onLegendChange?: (shown: Record<string, boolean>) => void;
};

/** Draws as SVG: sharp at any zoom, and its texts can be read by tests and by people's tools. */
export default function EChart({ option, height, label, onPointClick, onColumnClick, onLegendChange }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<echarts.ECharts | null>(null);
  const scheme = useComputedColorScheme('light');
  const handlers = useRef({ onPointClick, onColumnClick, onLegendChange });
  useEffect(() => {
    handlers.current = { onPointClick, onColumnClick, onLegendChange };
  });

  useEffect(() => {
    if (!box.current) return undefined;
    const { fontFamily } = getComputedStyle(box.current);
    const made = echarts.init(box.current, chartTheme(scheme, fontFamily), { renderer: 'svg' });
    chart.current = made;
    let pointTookIt = false; // a click on a point is told to the point first, then to the paper below it
    made.on('click', (event) => {
      const { name, seriesName, seriesId, dataIndex } = event as unknown as ChartClick;
      pointTookIt = handlers.current.onPointClick !== undefined;
      handlers.current.onPointClick?.({ name, seriesName, seriesId, dataIndex });
    });
    const paper = made.getZr();
    paper.on('click', ({ offsetX }) => {
      const index = pointTookIt ? null : columnAt(made, offsetX);
      pointTookIt = false;
      if (index !== null) handlers.current.onColumnClick?.(index);
    });
    paper.on('mousemove', ({ offsetX }) => {
      if (handlers.current.onColumnClick && columnAt(made, offsetX) !== null) paper.setCursorStyle('pointer');
    });
    made.on('legendselectchanged', (event) => {
      handlers.current.onLegendChange?.((event as { selected: Record<string, boolean> }).selected);
    });
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(box.current);
    return () => {
      observer.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, [scheme]);

  const columns = categoriesOf(option);
  useEffect(() => {
    chart.current?.dispatchAction({ type: 'hideTip' }); // what it says is of other columns
  }, [columns]);

  useEffect(() => {
    // tooltips as SVG text, never as HTML: names in them come from events; what is open stays so when numbers change
    chart.current?.setOption(
      { animation: false, ...option },
      { replaceMerge: ['grid', 'xAxis', 'yAxis', 'series', 'legend'] },
    );
  }, [option, scheme]);

  return <div ref={box} role="img" aria-label={label} style={{ height, width: '100%' }} />;
}

/** Of the first x axis, as one text. */
function categoriesOf(option: ChartOption): string {
  const axis = [option.xAxis].flat()[0] as { data?: readonly unknown[] } | undefined;
  return String(axis?.data);
}
