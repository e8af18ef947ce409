import type { Schemas } from '../../api/client';
import type { Timeline, TimelineEvent } from './queries';

export const REGISTRATION = 'm_registration';
export type Reason = Schemas['UntrackedReason'];

const REASONS: readonly Reason[] = [
  'cookie_invalid',
  'cookie_expired',
  'cookie_window_exceeded',
  'cookie_mismatch',
  'link_not_found',
  'link_campaign_mismatch',
  'link_inactive',
  'url_missing',
];

/** A trace has one as a rule; the first is the one that its attribution is of. */
export function firstRegistration(timeline: Timeline): TimelineEvent | null {
  return timeline.events.find((event) => event.event_type === REGISTRATION) ?? null;
}

/** Why it is untracked, where its error code is one of the reasons; a sender of plain events may have used others. */
export function untrackedReason(registration: TimelineEvent): Reason | null {
  return REASONS.find((reason) => reason === registration.error_code) ?? null;
}
