import { Badge, NavLink, VisuallyHidden } from '@mantine/core';
import {
  IconAlarm,
  IconBook2,
  IconChartLine,
  IconFilter,
  IconListDetails,
  IconRoute,
  IconShieldExclamation,
  IconSpeakerphone,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSeesPeople } from '../api/session';
import { alarmsQuery } from '../pages/alarms/queries';
import type { Shortcut } from '../shortcuts/registry';
import { useShortcuts } from '../shortcuts/useShortcuts';

const PAGES = [
  { to: '/', name: 'overview', Icon: IconChartLine, key: 'o', people: false },
  { to: '/events', name: 'events', Icon: IconListDetails, key: 'e', people: false },
  { to: '/funnels', name: 'funnels', Icon: IconFilter, key: 'f', people: false },
  { to: '/trace', name: 'trace', Icon: IconRoute, key: 't', people: true },
  { to: '/campaigns', name: 'campaigns', Icon: IconSpeakerphone, key: 'c', people: false },
  { to: '/alarms', name: 'alarms', Icon: IconAlarm, key: 'a', people: false },
  { to: '/quarantine', name: 'quarantine', Icon: IconShieldExclamation, key: 'q', people: true },
  { to: '/dictionary', name: 'dictionary', Icon: IconBook2, key: 'd', people: false },
] as const;

/** A viewer is not offered the pages that are about people. */
export function Navigation() {
  const { t } = useTranslation();
  const seesPeople = useSeesPeople();
  const navigate = useNavigate();
  const shown = PAGES.filter((page) => seesPeople || !page.people);
  useShortcuts(
    shown.map(({ to, name, key }): Shortcut => ({
      keys: `g ${key}`,
      label: t(`nav.${name}`),
      group: 'goTo',
      run: () => void navigate({ to }),
    })),
  );
  return shown.map(({ to, name, Icon }) => (
    <NavLink
      key={to}
      label={t(`nav.${name}`)}
      leftSection={<Icon size={18} aria-hidden />}
      rightSection={name === 'alarms' ? <AlarmCount /> : null}
      renderRoot={(props: object) => (
        <Link
          to={to}
          activeOptions={{ exact: to === '/', includeSearch: false }}
          activeProps={{ 'data-active': true }}
          {...props}
        />
      )}
    />
  ));
}

function AlarmCount() {
  const { t } = useTranslation();
  const alarms = useQuery(alarmsQuery);
  const count = alarms.data?.items.filter((alarm) => alarm.state === 'alarm').length ?? 0;
  if (count === 0) return null;
  return (
    <Badge size="sm" color="red.9" variant="filled">
      <span aria-hidden>{count}</span>
      <VisuallyHidden>{t('nav.inAlarm', { count })}</VisuallyHidden>
    </Badge>
  );
}
