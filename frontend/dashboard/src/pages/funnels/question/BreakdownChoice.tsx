import { NativeSelect, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSeesPeople } from '../../../api/session';
import { BREAKDOWNS, type Breakdown } from '../search';
import { isOfPeople } from '../useFunnel';

type Props = { breakdown: Breakdown | undefined; onChange: (breakdown: Breakdown | undefined) => void };

/** By what people came with; a viewer is not offered what may name one of them. */
export function BreakdownChoice({ breakdown, onChange }: Props) {
  const { t } = useTranslation('funnels');
  const seesPeople = useSeesPeople();
  const offered = BREAKDOWNS.filter((each) => seesPeople || !isOfPeople(each));
  const shown = offered.find((each) => each === breakdown);
  return (
    <>
      <NativeSelect
        size="xs"
        label={t('breakdown.label')}
        description={t('breakdown.meaning')}
        value={shown ?? ''}
        onChange={(event) => onChange(BREAKDOWNS.find((each) => each === event.currentTarget.value))}
        data={[
          { value: '', label: t('breakdown.none') },
          ...offered.map((value) => ({ value, label: t(`breakdown.by.${value}`) })),
        ]}
      />
      {breakdown !== undefined && !shown && (
        <Text size="xs" c="dimmed" role="note">
          {t('breakdown.viewer')}
        </Text>
      )}
    </>
  );
}
