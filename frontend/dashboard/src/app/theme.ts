import { createTheme, Modal, Tooltip, type CSSVariablesResolver } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: 7, // white text on it is readable in both themes
  autoContrast: true,
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic", NanumGothic, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "D2Coding", monospace',
  headings: { fontWeight: '650' },
  defaultRadius: 'md',
  components: {
    Tooltip: Tooltip.extend({ defaultProps: { withArrow: true, openDelay: 300 } }),
    // a <header> in a dialog would be one more banner of the page
    ModalHeader: Modal.Header.extend({ defaultProps: { role: 'presentation' } }),
  },
});

/** Mantine's dimmed, placeholder and error colours are below the contrast that WCAG AA asks for; good and bad are ours. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-anchor': '#3b5bdb', // on the selected row too
    '--mantine-color-dimmed': '#5c636a',
    '--mantine-color-placeholder': '#6c737a',
    '--mantine-color-error': '#c92a2a',
    '--tf-good': '#067857', // on the selected row too
    '--tf-bad': '#c92a2a',
    '--tf-warn': '#a04d00',
    '--tf-selected': '#edf2ff',
  },
  dark: {
    '--mantine-color-body': '#1b1c1f',
    '--mantine-color-dimmed': '#a9adb3',
    '--mantine-color-placeholder': '#9a9ea5',
    '--mantine-color-error': '#ff8787',
    '--tf-good': '#51cf9e',
    '--tf-bad': '#ff8787',
    '--tf-warn': '#ffa94d',
    '--tf-selected': '#262b3d',
  },
});
