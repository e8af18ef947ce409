import type { Alarm, AlarmId } from './queries';

/** On which side of its threshold an alarm's value is bad. */
export type BadSide = 'below' | 'above' | 'from';

export const BAD_SIDES: Record<AlarmId, BadSide> = {
  'tracking-rate-low': 'below',
  'untracked-surge': 'above',
  'campaign-untracked': 'above',
  'login-failure-rate': 'above',
  'otp-failure-rate': 'above',
  'checkout-completion-low': 'below',
  'provision-failures': 'above',
  'ingest-silent': 'from',
  'rollup-drift': 'above',
};

type Judged = Pick<Alarm, 'id' | 'state' | 'value' | 'threshold'>;

/** Those that are on first, the latest of them at the top; the others in the API's order. */
export function inOrder<T extends Pick<Alarm, 'state' | 'since'>>(alarms: readonly T[]): T[] {
  const on = alarms.filter((alarm) => alarm.state === 'alarm');
  const others = alarms.filter((alarm) => alarm.state !== 'alarm');
  return [...on.sort((one, other) => (other.since ?? '').localeCompare(one.since ?? '')), ...others];
}

/** Whether the last value alone is bad: which makes no alarm yet, nor does a good one end it. */
export function isBad({ id, value, threshold }: Judged): boolean {
  if (value === null || threshold === null) return false;
  const side = BAD_SIDES[id];
  if (side === 'below') return value < threshold;
  return side === 'from' ? value >= threshold : value > threshold;
}

/**
 * `ending`: it is on, but the last value was good. `fading`: it is on, but nothing happens that could be judged.
 * `beginning`: it is not on, but the last value was bad.
 *
 * Of a surge the value does not tell: it must be of some size too.
 */
export function turning(alarm: Judged): 'beginning' | 'ending' | 'fading' | null {
  const { id, state, value } = alarm;
  if (state === 'alarm') return value === null ? 'fading' : isBad(alarm) ? null : 'ending';
  return state === 'ok' && id !== 'untracked-surge' && isBad(alarm) ? 'beginning' : null;
}

/** Why there is a value, and no judgement on it. */
export function undecided({ id, state, value }: Judged): 'tooLittle' | 'noBaseline' | 'notExpected' | null {
  if (state !== 'no_data' || value === null) return null;
  if (id === 'untracked-surge') return 'noBaseline';
  return id === 'ingest-silent' ? 'notExpected' : 'tooLittle';
}

/** A surge is measured against other days; before there are enough of them its threshold says nothing. */
export function hasThreshold({ id, state, threshold }: Judged): boolean {
  return threshold !== null && !(id === 'untracked-surge' && state === 'no_data');
}

/** Where on a scale from 0 to 1 value and threshold stand, so that both are well within it; null without them. */
export function onScale(alarm: Judged, unit: Alarm['unit']): { value: number; threshold: number } | null {
  const { value, threshold } = alarm;
  if (value === null || threshold === null || !hasThreshold(alarm)) return null;
  const wanted = Math.max(value, threshold) * 1.25 || 1;
  const end = unit === 'ratio' ? Math.min(1, wanted) : wanted;
  return { value: Math.min(1, value / end), threshold: Math.min(1, threshold / end) };
}
