import { Button } from '@mantine/core';
import { IconLanguage } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { switchLanguage } from '../i18n';

/** Names the other language in that language, as whoever looks for it reads it. */
export function SwitchLanguage() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const other = i18n.language === 'ko' ? 'en' : 'ko';
  const change = async () => {
    await switchLanguage(other, true);
    // a language in the URL would win again at the next reload
    await navigate({
      to: '.',
      search: (before: Record<string, unknown>) => ({ ...before, lang: undefined }),
      replace: true,
    } as never);
  };
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      leftSection={<IconLanguage size={16} aria-hidden />}
      lang={other}
      onClick={() => void change()}
    >
      {t('otherLanguage')}
    </Button>
  );
}
