import { Badge, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { Facts, type Fact } from '../Facts';
import { Time } from '../Time';
import classes from './evidence.module.css';
import { GuardList } from './GuardList';
import { guardsOf, standingOf, type Source, type Standing } from './standing';
import { utmFacts } from './utm';

const COLOURS: Record<Standing, string> = {
  credited: 'var(--tf-good)',
  'without-link': 'var(--tf-warn)',
  refused: 'var(--tf-bad)',
  'passed-over': 'var(--mantine-color-dimmed)',
  nothing: 'var(--mantine-color-dimmed)',
  absent: 'var(--mantine-color-dimmed)',
};

/** One source: what it claimed, which guard held and which did not, and what became of it. */
export function SourceEvidence({ source, snapshot }: { source: Source; snapshot: Schemas['Snapshot'] }) {
  const { t } = useTranslation('evidence');
  const standing = standingOf(source, snapshot);
  const returned = source === 'url' && standing === 'passed-over' && snapshot.candidates.returned;
  return (
    <Stack gap={6} className={classes.source} data-source={source} data-standing={standing}>
      <Group gap="xs" align="center">
        <Text fw={600} size="sm">
          {t(`source.${source}.name`)}
        </Text>
        <Badge size="sm" variant="outline" color={COLOURS[standing]} tt="none" c={COLOURS[standing]}>
          {t(`standing.${standing}.name`)}
        </Badge>
      </Group>
      <Text size="sm" c="dimmed">
        {t(returned ? 'returned' : `standing.${standing}.meaning`)}
      </Text>
      {standing !== 'absent' && (
        <>
          <Claims source={source} candidates={snapshot.candidates} />
          <GuardList guards={guardsOf(source, snapshot)} snapshot={snapshot} />
        </>
      )}
    </Stack>
  );
}

function Claims({ source, candidates }: { source: Source; candidates: Schemas['Candidates'] }) {
  const { t } = useTranslation('evidence');
  const cookie = candidates.cookie?.claims;
  const claims = source === 'cookie' ? cookie : candidates[source === 'url' ? 'url' : 'link'];
  if (!claims) return null;
  const cid = claims.cid === '[malformed]' ? t('malformed') : claims.cid;
  const facts: Fact[] = [{ label: t('cid'), value: cid }, ...('utm_source' in claims ? utmFacts(claims) : [])];
  if (source === 'cookie' && cookie) {
    facts.push(
      { label: t('campaign'), value: cookie.campaign_id },
      { label: t('seen'), value: <Time at={cookie.captured_at} /> },
    );
  }
  const link = candidates[source]?.link;
  if (link) facts.push({ label: t('link.label'), value: t('link.said', { campaign: link.campaign_id }) });
  return <Facts facts={facts} />;
}
