import { Group, List, Text } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useGuardWords } from './useGuardWords';

type Props = { guards: readonly Schemas['GuardKept'][]; snapshot: Schemas['Snapshot'] };

/** The conditions that a source was held to, in the order in which they were asked. */
export function GuardList({ guards, snapshot }: Props) {
  const { t } = useTranslation('evidence');
  const words = useGuardWords(snapshot);
  if (guards.length === 0) return null;
  return (
    <List type="ordered" size="sm" listStyleType="none" spacing={4} aria-label={t('guards')}>
      {guards.map((guard) => {
        const { condition, detail } = words(guard);
        const Icon = guard.passed ? IconCheck : IconX;
        return (
          <List.Item key={guard.guard} data-guard={guard.guard} data-passed={guard.passed}>
            <Group gap={6} wrap="nowrap" align="flex-start">
              <Icon
                size={16}
                role="img"
                aria-label={t(guard.passed ? 'passed' : 'failed')}
                color={guard.passed ? 'var(--tf-good)' : 'var(--tf-bad)'}
                style={{ flex: 'none', marginTop: 3 }}
              />
              <Text size="sm" span>
                <Text span inherit fw={guard.passed ? 400 : 600}>
                  {condition}
                </Text>
                {detail && (
                  <Text span inherit c="dimmed">
                    {' '}
                    {detail}
                  </Text>
                )}
              </Text>
            </Group>
          </List.Item>
        );
      })}
    </List>
  );
}
