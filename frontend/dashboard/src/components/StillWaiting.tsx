import { Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const PATIENCE_MS = 4000;

/** Says nothing at first; a slow answer is then told from a page that is broken. */
export function StillWaiting() {
  const { t } = useTranslation();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Text role="status" size="sm" c="dimmed" pos="absolute">
      {slow ? t('state.slow') : ''}
    </Text>
  );
}
