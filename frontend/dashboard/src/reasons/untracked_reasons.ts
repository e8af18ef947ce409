import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';

export type UntrackedReason = Schemas['UntrackedReason'];

/** In the order in which one of several is chosen; a reason that the API adds does not compile until it stands here. */
const IN_ORDER: Record<UntrackedReason, true> = {
  cookie_invalid: true,
  cookie_expired: true,
  cookie_window_exceeded: true,
  cookie_mismatch: true,
  link_not_found: true,
  link_campaign_mismatch: true,
  link_inactive: true,
  url_missing: true,
};
export const UNTRACKED_REASONS = Object.keys(IN_ORDER) as readonly UntrackedReason[];

export function isUntrackedReason(text: string | null | undefined): text is UntrackedReason {
  return UNTRACKED_REASONS.some((reason) => reason === text);
}

/** What a reason is called; a sender of plain events may give any, which keeps its own name. */
export function useReasonName(): (reason: string) => string {
  const { t } = useTranslation();
  return (reason) => (isUntrackedReason(reason) ? t(`reason.${reason}.name`) : reason);
}
