import { Button, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { behind } from './behind';
import type { Alarm } from './queries';

/** One step to what it is about; what Enter does too. */
export function BehindLink({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation('alarms');
  const found = behind(alarm);
  if (found === null) return null;
  const isOn = alarm.state === 'alarm';
  return (
    <Button
      size="compact-sm"
      variant={isOn ? 'filled' : 'default'}
      renderRoot={(props: object) =>
        found.to === '/' ? (
          <Link to={found.to} search={found.search} {...props} />
        ) : (
          <Link to={found.to} search={found.search} {...props} />
        )
      }
    >
      {t(`behind.${found.what}`)}
      <VisuallyHidden>{t(`rule.${alarm.id}.name`)}</VisuallyHidden>
    </Button>
  );
}
