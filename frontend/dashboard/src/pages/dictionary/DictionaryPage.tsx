import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { eventTypesQuery } from '../../api/event_types';
import { Await } from '../../components/Await';
import { PageTitle } from '../../components/PageTitle';
import { Dictionary } from './Dictionary';

/** Every type of event there is: what it means, and what each must carry. */
export function DictionaryPage() {
  const { t } = useTranslation('dictionary');
  const types = useQuery(eventTypesQuery);
  return (
    <>
      <PageTitle title={t('title')} />
      <Await query={types} loading={<Waiting />}>
        {(data) => <Dictionary types={data.items} />}
      </Await>
    </>
  );
}

function Waiting() {
  return (
    <Stack gap="md">
      <Skeleton h={36} maw={360} />
      {Array.from({ length: 4 }, (_, index) => (
        <Skeleton key={index} h={190} radius="md" />
      ))}
    </Stack>
  );
}
