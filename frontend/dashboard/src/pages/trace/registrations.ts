import { isUntrackedReason, type UntrackedReason } from '../../reasons/untracked_reasons';
import type { Timeline, TimelineEvent } from './queries';

export const REGISTRATION = 'm_registration';
/** A trace has one as a rule; the first is the one that its attribution is of. */
export function firstRegistration(timeline: Timeline): TimelineEvent | null {
  return timeline.events.find((event) => event.event_type === REGISTRATION) ?? null;
}

/** Why it is untracked, where its error code is one of the reasons; a sender of plain events may have used others. */
export function untrackedReason(registration: TimelineEvent): UntrackedReason | null {
  return isUntrackedReason(registration.error_code) ? registration.error_code : null;
}
