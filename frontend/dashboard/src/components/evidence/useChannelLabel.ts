import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';

const CHANNELS = [
  'cross_network',
  'paid_search',
  'paid_social',
  'paid_video',
  'paid_shopping',
  'display',
  'audio',
  'affiliate',
  'email',
  'sms',
  'push',
  'qr',
  'paid_other',
  'organic_search',
  'organic_social',
  'organic_video',
  'organic_shopping',
  'ai_assistant',
  'referral',
  'other',
] as const satisfies readonly Schemas['Channel'][];

function isKnown(channel: string): channel is (typeof CHANNELS)[number] {
  return CHANNELS.includes(channel as (typeof CHANNELS)[number]);
}

/** What a channel is called; one that a sender made up keeps its own name. */
export function useChannelLabel(): (channel: string) => string {
  const { t } = useTranslation('evidence');
  return (channel) => (isKnown(channel) ? t(`channel.${channel}`) : channel);
}
