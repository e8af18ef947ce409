import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';

export type UntrackedReason = Schemas['UntrackedReason'];

/** In the order in which one of several is chosen. */
export const UNTRACKED_REASONS: readonly UntrackedReason[] = [
  'cookie_invalid',
  'cookie_expired',
  'cookie_window_exceeded',
  'cookie_mismatch',
  'link_not_found',
  'link_campaign_mismatch',
  'link_inactive',
  'url_missing',
];

export function isUntrackedReason(text: string | null | undefined): text is UntrackedReason {
  return UNTRACKED_REASONS.some((reason) => reason === text);
}

/** What a reason is called; a sender of plain events may give any, which keeps its own name. */
export function useReasonName(): (reason: string) => string {
  const { t } = useTranslation();
  return (reason) => (isUntrackedReason(reason) ? t(`reason.${reason}.name`) : reason);
}
