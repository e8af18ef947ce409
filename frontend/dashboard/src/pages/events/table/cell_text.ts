import { emailText } from '../../../format/email';
import type { Formats } from '../../../format/formats';
import type { FeedEvent } from '../feed/pages';
import type { ColumnId } from './columns';

/** How values are said in the reader's language. */
export type Words = {
  formats: Pick<Formats, 'stamp'>;
  typeLabel: (eventType: string) => string;
  outcome: (success: boolean | null) => string;
};

/** What a cell says: the same on the screen and in the CSV; empty where there is nothing. */
export function cellText(column: ColumnId, event: FeedEvent, words: Words): string {
  switch (column) {
    case 'time':
      return words.formats.stamp(event.ts);
    case 'type':
      return words.typeLabel(event.event_type);
    case 'event_type':
      return event.event_type;
    case 'email':
      return event.email ? emailText(event.email) : '';
    case 'trace':
      return event.trace_id ?? '';
    case 'tenant':
      return event.tenant_id ?? '';
    case 'outcome':
      return words.outcome(event.success);
    case 'error_code':
      return event.error_code ?? '';
    case 'detail':
      return detailText(event);
    case 'source':
      return event.source ?? '';
    case 'campaign':
      return event.campaign_id ?? '';
    case 'occurred':
      return event.occurred_at ? words.formats.stamp(event.occurred_at) : '';
    case 'user':
      return event.user_id ?? '';
    case 'anonymous':
      return event.anonymous_id ?? '';
    case 'job':
      return event.job_id ?? '';
    case 'id':
      return event.id ?? '';
  }
}

/** What the dictionary asks for in payloads comes first, then the rest as it was sent. */
const NOTABLE = [
  'failure_stage',
  'plan_tier',
  'slug',
  'cid',
  'registration_id',
  'stripe_session_id',
  'stripe_event_id',
] as const;

/** What went wrong in words, else what is notable in the payload. */
export function detailText({ error_message: message, payload }: Pick<FeedEvent, 'error_message' | 'payload'>): string {
  if (message) return message;
  const entries = Object.entries(payload ?? {});
  const rank = (key: string) => {
    const place = NOTABLE.findIndex((notable) => notable === key);
    return place < 0 ? NOTABLE.length : place;
  };
  return entries
    .toSorted(([one], [other]) => rank(one) - rank(other))
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ');
}
