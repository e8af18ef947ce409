import { Button, Group, Stack } from '@mantine/core';
import { IconPencil, IconPower } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMayWrite } from '../../../api/session';
import { ExternalLink } from '../../../components/ExternalLink';
import { Facts } from '../../../components/Facts';
import { Time } from '../../../components/Time';
import { useFormats } from '../../../format/useFormats';
import { UTM_NAMES } from '../forms/utm_fields';
import type { Link } from '../queries';
import { isRobotReason } from './robot_reasons';

/** All that is kept of a link, and what may be done with it. */
export function LinkDetail({ link, act }: { link: Link; act: (on: 'edit' | 'switch') => void }) {
  const { t } = useTranslation('campaigns');
  const formats = useFormats();
  const mayWrite = useMayWrite();
  const robots = Object.entries(link.bot_clicks)
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => `${isRobotReason(reason) ? t(`robot.${reason}`) : reason} ${formats.integer(count)}`);
  return (
    <Stack gap="sm">
      <Facts
        facts={[
          { label: t('links.shortUrl'), value: link.short_url, copy: link.short_url },
          {
            label: t('form.destination_url'),
            value: <ExternalLink to={link.destination_url}>{link.destination_url}</ExternalLink>,
            copy: link.destination_url,
          },
          { label: t('column.campaign'), value: link.campaign_id },
          ...UTM_NAMES.map((name) => ({ label: name, value: link[name] })),
          { label: t('links.robots'), value: robots.length > 0 ? robots.join(' · ') : t('links.noRobots') },
          { label: t('links.createdAt'), value: <Time at={link.created_at} /> },
        ]}
      />
      {mayWrite && (
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPencil size={14} aria-hidden />}
            onClick={() => act('edit')}
          >
            {t('links.edit')}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPower size={14} aria-hidden />}
            onClick={() => act('switch')}
          >
            {t(link.active ? 'links.off.do' : 'links.on.do')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
