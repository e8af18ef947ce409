import { Group, NativeSelect, SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OutcomeFilter } from '../search';
import { isUntrackedReason, UNTRACKED_REASONS } from '../../../reasons/untracked_reasons';
import { useCampaignsSearch } from '../useCampaignsSearch';

const ANY = '';

/** Tracked or not, and for which reason: a reason asks for the untracked. */
export function RegistrationFilters() {
  const { t } = useTranslation('campaigns');
  const { search, change } = useCampaignsSearch();
  const { success, error_code: reason } = search;
  const choose = (value: string) =>
    change({
      success: value === ANY ? undefined : (value as OutcomeFilter),
      ...(value !== 'false' && { error_code: undefined }),
      registration_id: undefined,
    });
  const chooseReason = (value: string) =>
    change({
      error_code: value === ANY ? undefined : value,
      success: value === ANY ? success : 'false',
      registration_id: undefined,
    });
  const foreign = reason !== undefined && !isUntrackedReason(reason);
  return (
    <Group gap="xs">
      <SegmentedControl
        size="xs"
        aria-label={t('registrations.outcome')}
        value={success ?? ANY}
        onChange={choose}
        data={[
          { value: ANY, label: t('registrations.all') },
          { value: 'true', label: t('outcome.tracked') },
          { value: 'false', label: t('outcome.untracked') },
          ...(success === 'null' ? [{ value: 'null', label: t('outcome.unknown') }] : []),
        ]}
      />
      <NativeSelect
        size="xs"
        aria-label={t('registrations.reason')}
        value={reason ?? ANY}
        onChange={(event) => chooseReason(event.currentTarget.value)}
        data={[
          { value: ANY, label: t('registrations.anyReason') },
          ...UNTRACKED_REASONS.map((value) => ({
            value: value,
            label: t(`reason.${value}.name`, { ns: 'common' }),
          })),
          ...(foreign ? [{ value: reason, label: reason }] : []),
        ]}
      />
    </Group>
  );
}
