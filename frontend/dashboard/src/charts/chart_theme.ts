/** Colours of series that tell apart in both themes and for the colour-blind (Okabe and Ito, darkened for light paper). */
const LIGHT = ['#0b6bb5', '#b4480a', '#0a7d5c', '#8a3b78', '#8a6a00', '#3b7fa8', '#555b66'];
const DARK = ['#56b4e9', '#f2995a', '#3fc59b', '#d89ac4', '#e6c84b', '#8fc6ea', '#aab1bd'];

export type Scheme = 'light' | 'dark';

export function seriesColours(scheme: Scheme): readonly string[] {
  return scheme === 'dark' ? DARK : LIGHT;
}

/** `fontFamily`: the page's own; widths of texts are measured with it, which `inherit` cannot be. */
export function chartTheme(scheme: Scheme, fontFamily: string): Record<string, unknown> {
  const dark = scheme === 'dark';
  const text = dark ? '#c1c2c5' : '#495057';
  const line = dark ? '#3a3b40' : '#dee2e6';
  const axis = {
    axisLine: { lineStyle: { color: line } },
    axisTick: { show: false },
    axisLabel: { color: text, fontSize: 11 },
    splitLine: { lineStyle: { color: line } },
    nameTextStyle: { color: text },
  };
  return {
    color: seriesColours(scheme),
    backgroundColor: 'transparent',
    textStyle: { color: text, fontFamily },
    legend: { textStyle: { color: text }, inactiveColor: dark ? '#6c6f76' : '#a0a6ad', pageTextStyle: { color: text } },
    tooltip: {
      backgroundColor: dark ? '#25262b' : '#ffffff',
      borderColor: line,
      textStyle: { color: dark ? '#e9ecef' : '#212529', fontSize: 12 },
      renderMode: 'richText',
    },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: { ...axis, axisLine: { show: false } },
  };
}
