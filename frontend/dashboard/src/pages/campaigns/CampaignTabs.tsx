import { Tabs } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../../shortcuts/useShortcuts';
import type { Shortcut } from '../../shortcuts/registry';
import { present, type Tab } from './search';
import { daysOf, useCampaignsSearch } from './useCampaignsSearch';

type View = { tab: Tab; show: () => ReactNode };

/** The first is shown unless the URL names another; the digits lead to each. */
export function CampaignTabs({ views }: { views: readonly [View, ...View[]] }) {
  const { t } = useTranslation('campaigns');
  const { search } = useCampaignsSearch();
  const navigate = useNavigate();
  const shown = views.find(({ tab }) => tab === search.tab) ?? views[0];
  const open = (tab: Tab) =>
    void navigate({
      to: '/campaigns',
      search: present({
        ...daysOf(search),
        campaign_id: search.campaign_id,
        tab: tab === views[0].tab ? undefined : tab,
      }),
    });
  useShortcuts(
    views.map(({ tab }, index): Shortcut => ({
      keys: String(index + 1),
      label: t('tabKey', { tab: t(`tabs.${tab}`) }),
      group: 'page',
      run: () => open(tab),
    })),
  );
  return (
    <Tabs
      value={shown.tab}
      onChange={(value) => {
        const chosen = views.find(({ tab }) => tab === value);
        if (chosen) open(chosen.tab);
      }}
    >
      <Tabs.List aria-label={t('tabsLabel')} mb="md">
        {views.map(({ tab }) => (
          <Tabs.Tab key={tab} value={tab} px={{ base: 10, xs: 'md' }}>
            {t(`tabs.${tab}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {views.map(({ tab }) => (
        <Tabs.Panel key={tab} value={tab}>
          {tab === shown.tab && shown.show()}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
