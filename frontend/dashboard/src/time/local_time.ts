/** Wall-clock times of a timezone, written YYYY-MM-DDTHH:mm:ss as `<input type="datetime-local">` has them. */

const clocks = new Map<string, Intl.DateTimeFormat>();

/** One a zone: making one takes longer than using it a hundred times. */
function clockOf(timezone: string): Intl.DateTimeFormat {
  const made =
    clocks.get(timezone) ??
    new Intl.DateTimeFormat('en-CA', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  clocks.set(timezone, made);
  return made;
}

/** How far the zone's clocks are ahead of UTC at an instant. */
function offsetMs(atMs: number, timezone: string): number {
  const whole = Math.floor(atMs / 1000) * 1000;
  return Date.parse(`${localOf(new Date(whole).toISOString(), timezone)}Z`) - whole;
}

export function localOf(instant: string, timezone: string): string {
  const parts = clockOf(timezone).formatToParts(new Date(instant));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`;
}

/** The instant at which the zone's clocks show it: of two the earlier one; one that is leapt over counts as before the leap. */
export function instantOf(local: string, timezone: string): string {
  const asUtc = Date.parse(`${local}Z`);
  const offsets = [asUtc - 86_400_000, asUtc + 86_400_000].map((near) => offsetMs(near, timezone));
  const fitting = offsets.map((offset) => asUtc - offset).filter((at) => offsetMs(at, timezone) === asUtc - at);
  const at = fitting.length > 0 ? Math.min(...fitting) : asUtc - Math.min(...offsets);
  return new Date(at).toISOString();
}

export function dayStart(day: string, timezone: string): string {
  return instantOf(`${day}T00:00:00`, timezone);
}
