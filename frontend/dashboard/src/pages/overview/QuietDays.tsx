import { Alert, Anchor } from '@mantine/core';
import { IconMoodEmpty } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** No event in the days shown, although there are some before or after. */
export function QuietDays({ showMore }: { showMore: () => void }) {
  const { t } = useTranslation('overview');
  return (
    <Alert variant="light" color="gray" icon={<IconMoodEmpty aria-hidden />} title={t('quiet.title')}>
      {t('quiet.help')}{' '}
      <Anchor component="button" type="button" size="sm" onClick={showMore}>
        {t('quiet.more')}
      </Anchor>
    </Alert>
  );
}
