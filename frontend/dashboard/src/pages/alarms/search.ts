import { one } from '../../app/search_params';

/** What stands in the URL of the page; `alarm_id`: whose history is open. */
export type AlarmsSearch = { alarm_id?: string };

export function readAlarmsSearch(search: Record<string, unknown>): AlarmsSearch {
  const alarmId = one(search.alarm_id);
  return alarmId ? { alarm_id: alarmId } : {};
}
