import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormats } from '../../format/useFormats';
import { Facts } from '../Facts';
import { Time } from '../Time';

/** When and where it happened, as far as it is kept, and by which rules it was decided. */
export function Circumstances({ registration }: { registration: Schemas['StoredRegistrationAnswer'] }) {
  const { t } = useTranslation('evidence');
  const formats = useFormats();
  const { snapshot } = registration;
  const agent = snapshot.user_agent;
  return (
    <Facts
      facts={[
        { label: t('registration'), value: registration.registration_id, copy: registration.registration_id },
        { label: t('at'), value: <Time at={registration.registered_at} /> },
        { label: t('campaign'), value: registration.campaign_id },
        { label: t('landing'), value: snapshot.landing_url ?? t('notKept') },
        { label: t('referrer'), value: snapshot.referrer ?? t('notKept') },
        { label: t('browser'), value: agent ? agentWords(agent) : t('notKept') },
        { label: t('window'), value: formats.duration(snapshot.settings.cookie_trust_window_hours * 3_600_000) },
        { label: t('rules'), value: formats.integer(snapshot.rule_version) },
      ]}
    />
  );
}

function agentWords({ family, os, device }: Schemas['UserAgentKept']): string {
  return [family, os, device].filter(Boolean).join(' · ');
}
