import { Button, Code, Text, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../components/Panel';
import { useFormats } from '../../format/useFormats';
import classes from './quarantine.module.css';
import type { ReasonCount } from './reasons';
import { RefusalText } from './RefusalText';

const AT_FIRST = 6;

type Props = {
  counts: readonly ReasonCount[];
  chosen: string | undefined;
  choose: (key: string | undefined) => void;
};

/** Why events were refused, the most frequent first; each shows its own, and again shows all. */
export function ReasonFilter({ counts, chosen, choose }: Props) {
  const { t } = useTranslation('quarantine');
  const formats = useFormats();
  const [all, setAll] = useState(false);
  const shown = counts.filter((one, index) => all || index < AT_FIRST || one.key === chosen);
  return (
    <Panel title={t('reasons.title')} note={t('reasons.note')}>
      <ul className={classes.reasons} aria-label={t('reasons.title')}>
        {shown.map(({ key, reason, times }) => (
          <li key={key}>
            <UnstyledButton
              className={classes.reason}
              aria-pressed={key === chosen}
              onClick={() => choose(key === chosen ? undefined : key)}
            >
              <Code>{reason.field}</Code>
              <Text size="sm" span className={classes.words}>
                <RefusalText reason={reason.reason} />
              </Text>
              <Text size="sm" span className="tf-numbers">
                {t('times', { count: times, times: formats.integer(times) })}
              </Text>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {counts.length > AT_FIRST && (
        <Button variant="subtle" size="compact-sm" mt={6} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('reasons.fewer') : t('reasons.all', { count: counts.length })}
        </Button>
      )}
    </Panel>
  );
}
