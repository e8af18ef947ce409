import { useQuery } from '@tanstack/react-query';
import { alarmsQuery } from '../../alarms/queries';

/** The tracking success rate below which the alarm `tracking-rate-low` fires, as a ratio; null until it is known. */
export function useAlarmThreshold(): number | null {
  const alarms = useQuery(alarmsQuery);
  return alarms.data?.items.find((alarm) => alarm.id === 'tracking-rate-low')?.threshold ?? null;
}
