import { Alert, Stack, Text } from '@mantine/core';
import { IconInfoCircle, IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSeesPeople, useSession } from '../../../api/session';
import { EmptyNote } from '../../../components/EmptyNote';
import { Panel } from '../../../components/Panel';
import { readHours } from '../search';
import { Toolbar } from '../Toolbar';
import { useCampaignsSearch } from '../useCampaignsSearch';
import { HoursForm } from './HoursForm';
import { Replay } from './Replay';

/** What the success rate would have been under another trust window: asked of what is stored, and changing nothing. */
export function WhatIfTab() {
  const { t } = useTranslation('campaigns');
  const seesPeople = useSeesPeople();
  const { cookie_trust_window_hours: inUse } = useSession();
  const { search, range, change } = useCampaignsSearch();
  const hours = readHours(search.cookie_trust_window_hours);
  if (!seesPeople) return <NotForViewers />;
  return (
    <>
      <Toolbar />
      <Stack gap="md">
        <Panel title={t('whatIf.title')} note={t('whatIf.note')}>
          <Stack gap="sm">
            <Text size="sm">{t('whatIf.question', { hours: inUse })}</Text>
            <HoursForm
              key={hours ?? 'none'}
              start={hours ?? inUse}
              inUse={inUse}
              ask={(asked) => change({ cookie_trust_window_hours: String(asked), registration_id: undefined })}
            />
            <Alert variant="light" color="gray" role="note" icon={<IconInfoCircle aria-hidden />}>
              {t('whatIf.changesNothing')}
            </Alert>
          </Stack>
        </Panel>
        {hours === null ? (
          <EmptyNote title={t('whatIf.notAsked')} help={t('whatIf.notAskedHelp')} />
        ) : (
          <Replay range={range} hours={hours} inUse={inUse} />
        )}
      </Stack>
    </>
  );
}

function NotForViewers() {
  const { t } = useTranslation('campaigns');
  return (
    <Alert variant="light" color="gray" icon={<IconLock aria-hidden />} role="note" title={t('whatIf.viewerTitle')}>
      {t('whatIf.viewer')}
    </Alert>
  );
}
