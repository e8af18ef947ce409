export const DROP_OFF_PANEL = 'drop-off';

/** What opens the drop-off after a step, from 1; null where there is none. */
export function dropOffButton(reached: number): HTMLButtonElement | null {
  return document.querySelector(`[data-drop-off="${reached}"]`);
}
