import { Anchor, Code, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useEventTypeLabel } from '../../../api/event_types';
import { Await } from '../../../components/Await';
import { useFormats } from '../../../format/useFormats';
import { readEventsSearch } from '../../events/search';
import { followedQuery, type Asked, type WhatFollowed as Followed } from '../queries';
import { Counts } from './Counts';
import { pathText } from './path_text';

type Props = {
  asked: Asked;
  reached: number;
  /** What the step is called that they did not reach. */
  nextName: string;
};

/** What those who dropped off did next, on which errors, and how the others got on. Without a word about who. */
export function WhatFollowed({ asked, reached, nextName }: Props) {
  const followed = useQuery(followedQuery(asked, reached));
  return (
    <Await query={followed} loading={<Skeleton h={200} />}>
      {(found) => <Found found={found} nextName={nextName} />}
    </Await>
  );
}

function Found({ found, nextName }: { found: Followed; nextName: string }) {
  const { t } = useTranslation('funnels');
  const formats = useFormats();
  const labelOf = useEventTypeLabel();
  const { from, to } = found.range;
  return (
    <Stack gap="md">
      <Counts
        title={t('after.next')}
        of={found.dropped}
        empty={t('dropOff.nobody')}
        rows={found.next_events.map(({ event_type: type, error_code: code, count }) => ({
          id: `${type ?? ''} ${code ?? ''}`,
          count,
          label: (
            <>
              {type === null ? t('after.nothing') : labelOf(type)} {code !== null && <Code p={0}>{code}</Code>}
            </>
          ),
        }))}
      />
      <Counts
        title={t('after.errors')}
        of={found.dropped}
        empty={t('after.noErrors')}
        rows={found.error_codes.map(({ error_code: code, count }) => ({
          id: code,
          count,
          label: (
            <Anchor
              inherit
              title={t('after.feed')}
              renderRoot={(props: object) => (
                <Link to="/events" search={readEventsSearch({ from, to, error_code: code })} {...props} />
              )}
            >
              <Code bg="transparent" c="inherit" p={0} style={{ overflowWrap: 'anywhere' }}>
                {code}
              </Code>
            </Anchor>
          ),
        }))}
      />
      <Counts
        title={t('after.paths', { count: found.went_on, number: formats.integer(found.went_on), step: nextName })}
        of={found.went_on}
        empty={t('after.noPaths')}
        rows={found.paths.map(({ events, count }) => ({
          id: events.join(' '),
          count,
          label: (
            <Text size="sm" span inherit>
              {events.length === 0 ? t('after.straight') : pathText(events.map(labelOf))}
            </Text>
          ),
        }))}
      />
    </Stack>
  );
}
