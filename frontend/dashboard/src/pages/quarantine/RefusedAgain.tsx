import { Alert, Code, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Reason, reasonKey } from './reasons';
import { RefusalText } from './RefusalText';

/** Why a replay was not taken in. */
export function RefusedAgain({ reasons }: { reasons: readonly Reason[] }) {
  const { t } = useTranslation('quarantine');
  return (
    <Alert
      role="alert"
      variant="light"
      color="orange"
      icon={<IconAlertTriangle aria-hidden />}
      title={t('replay.refused')}
      styles={{ title: { color: 'var(--mantine-color-text)' } }}
    >
      {reasons.map((reason) => (
        <Text key={reasonKey(reason)} size="sm">
          <Code>{reason.field}</Code> <RefusalText reason={reason.reason} />
        </Text>
      ))}
    </Alert>
  );
}
