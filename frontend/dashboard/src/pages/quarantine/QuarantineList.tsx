import { Button, Stack, Text } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMayWrite } from '../../api/session';
import { useListKeys } from '../../components/useListKeys';
import { useFormats } from '../../format/useFormats';
import { type Done, QuarantinedRow } from './QuarantinedRow';
import type { Quarantined } from './queries';
import { ReasonFilter } from './ReasonFilter';
import { countReasons, withReason } from './reasons';
import { ReplayShown } from './ReplayShown';
import type { QuarantineSearch } from './search';

type Props = {
  items: readonly Quarantined[];
  more: (() => void) | null;
  isLoadingMore: boolean;
  say: (done: Done) => void;
};

/** What is loaded so far, by reason or all of it; `more`: loads the next page, null at the end. */
export function QuarantineList({ items, more, isLoadingMore, say }: Props) {
  const { t } = useTranslation('quarantine');
  const formats = useFormats();
  const navigate = useNavigate();
  const { reason, id: openId } = useSearch({ from: '/shell/quarantine' });
  const mayWrite = useMayWrite();
  const shown = withReason(items, reason);
  const go = (search: QuarantineSearch) =>
    void navigate({ to: '/quarantine', search, replace: true, resetScroll: false });
  const choose = (key: string | undefined) => go(key ? { reason: key } : {});
  const toggle = (id: string) => go({ ...(reason ? { reason } : {}), ...(id === openId ? {} : { id }) });
  const list = useListKeys({
    count: shown.length,
    open: (index) => {
      if (shown[index]) toggle(shown[index].id);
    },
  });
  return (
    <Stack gap="sm">
      <ReasonFilter counts={countReasons(items)} chosen={reason} choose={choose} />
      <Text size="sm" c="dimmed" role="status">
        {t('shown', {
          count: shown.length,
          shown: formats.integer(shown.length),
          loaded: formats.integer(items.length),
        })}
        {more ? ` ${t('thereIsMore')}` : ''}
      </Text>
      {mayWrite && reason !== undefined && <ReplayShown key={reason} shown={shown} />}
      <Stack component="ul" gap="xs" p={0} m={0} style={{ listStyle: 'none' }}>
        {shown.map((item, index) => (
          <QuarantinedRow
            key={item.id}
            item={item}
            rowProps={list.rowProps(index)}
            isOpen={item.id === openId}
            say={mayWrite ? say : null}
            toggle={() => {
              list.select(index);
              toggle(item.id);
            }}
          />
        ))}
      </Stack>
      {more && (
        <Button variant="default" onClick={more} loading={isLoadingMore} style={{ alignSelf: 'center' }}>
          {t('more')}
        </Button>
      )}
    </Stack>
  );
}
