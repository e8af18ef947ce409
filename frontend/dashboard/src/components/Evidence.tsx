import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { Circumstances } from './evidence/Circumstances';
import classes from './evidence/evidence.module.css';
import { SourceEvidence } from './evidence/SourceEvidence';
import { SOURCES } from './evidence/standing';
import { Verdict } from './evidence/Verdict';

type Props = { registration: Schemas['StoredRegistrationAnswer'] };

/** Why a registration is credited to what it is credited to, or to nothing: readable by whoever was not there. */
export function Evidence({ registration }: Props) {
  const { t } = useTranslation('evidence');
  const { snapshot } = registration;
  return (
    <Stack gap="md" role="group" aria-label={t('label', { id: registration.registration_id })}>
      <div className={classes.columns}>
        <Verdict decision={snapshot.decision} />
        <Circumstances registration={registration} />
      </div>
      <div className={classes.columns}>
        {SOURCES.map((source) => (
          <SourceEvidence key={source} source={source} snapshot={snapshot} />
        ))}
      </div>
    </Stack>
  );
}
