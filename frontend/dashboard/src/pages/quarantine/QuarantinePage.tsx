import { ActionIcon, Skeleton, Stack, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/errors';
import { useSeesPeople } from '../../api/session';
import { Await } from '../../components/Await';
import { EmptyNote } from '../../components/EmptyNote';
import { PageTitle } from '../../components/PageTitle';
import { TroubleNote } from '../../components/TroubleNote';
import { useShortcuts } from '../../shortcuts/useShortcuts';
import type { Done } from './QuarantinedRow';
import { QuarantineList } from './QuarantineList';
import { quarantineQuery } from './queries';

const FORBIDDEN = new ApiError(403, '');

export function QuarantinePage() {
  const { t } = useTranslation('quarantine');
  const seesPeople = useSeesPeople();
  if (seesPeople) return <Refused />;
  return (
    <>
      <PageTitle title={t('title')} />
      <TroubleNote error={FORBIDDEN} />
    </>
  );
}

function Refused() {
  const { t } = useTranslation('quarantine');
  const refused = useInfiniteQuery(quarantineQuery);
  const [done, setDone] = useState<Done | null>(null);
  const refresh = () => void refused.refetch();
  useShortcuts([{ keys: 'r', label: t('refresh'), group: 'page', run: refresh }]);
  return (
    <>
      <PageTitle title={t('title')}>
        <ActionIcon variant="subtle" color="gray" aria-label={t('refresh')} title={t('refresh')} onClick={refresh}>
          <IconRefresh size={18} />
        </ActionIcon>
      </PageTitle>
      <Text size="sm" role="status" fw={600}>
        {done && t(`done.${done}`)}
      </Text>
      <Await query={refused} loading={<Waiting />}>
        {(data) => {
          const items = data.pages.flatMap((page) => page.items);
          return items.length === 0 && !refused.hasNextPage ? (
            <EmptyNote title={t('empty.title')} help={t('empty.help')} />
          ) : (
            <QuarantineList
              items={items}
              more={refused.hasNextPage ? () => void refused.fetchNextPage() : null}
              isLoadingMore={refused.isFetchingNextPage}
              say={setDone}
            />
          );
        }}
      </Await>
    </>
  );
}

function Waiting() {
  return (
    <Stack gap="xs">
      <Skeleton h={150} radius="md" mb="sm" />
      {Array.from({ length: 10 }, (_, index) => (
        <Skeleton key={index} h={62} radius="md" />
      ))}
    </Stack>
  );
}
