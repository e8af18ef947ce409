import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Of a campaign or a link: by word, and by colour last. */
export function ActiveBadge({ active }: { active: boolean }) {
  const { t } = useTranslation('campaigns');
  const colour = active ? 'var(--tf-good)' : 'var(--mantine-color-dimmed)';
  return (
    <Badge size="sm" variant="outline" color={colour} c={colour} tt="none" miw="max-content">
      {t(active ? 'active' : 'inactive')}
    </Badge>
  );
}
