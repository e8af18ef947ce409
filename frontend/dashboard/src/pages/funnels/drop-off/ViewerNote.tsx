import { Alert } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** Why a viewer meets numbers here and no list. */
export function ViewerNote() {
  const { t } = useTranslation('funnels');
  return (
    <Alert variant="light" color="gray" icon={<IconLock aria-hidden />} role="note">
      {t('dropOff.viewer')}
    </Alert>
  );
}
