import { Alert } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** What a viewer does not see here, and who to ask. */
export function ViewerNote() {
  const { t } = useTranslation('campaigns');
  return (
    <Alert variant="light" color="gray" icon={<IconLock aria-hidden />} role="note">
      {t('registrations.viewer')}
    </Alert>
  );
}
