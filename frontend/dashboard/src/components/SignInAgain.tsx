import { Button } from '@mantine/core';
import { Link, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/** To the sign-in page, and from there back to here. */
export function SignInAgain() {
  const { t } = useTranslation();
  const { href } = useLocation();
  return (
    <Button
      size="compact-sm"
      variant="default"
      renderRoot={(props: object) => <Link to="/sign-in" search={{ next: href }} {...props} />}
    >
      {t('signInAgain')}
    </Button>
  );
}
