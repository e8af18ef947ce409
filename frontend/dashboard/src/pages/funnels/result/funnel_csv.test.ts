import { describe, expect, it } from 'vitest';
import { funnelCsv, type CsvWords } from './funnel_csv';
import { REPORT } from './some_report';

const WORDS: CsvWords = {
  step: 'Step',
  name: 'Event',
  eventType: 'Type',
  count: 'Traces',
  fromFirst: 'From the first',
  fromPrevious: 'From the one before',
  dropped: 'Dropped',
  median: 'Median (s)',
  p90: 'p90 (s)',
  before: 'Period before',
  all: 'All',
  notKnown: '(not known)',
};
const shown = {
  words: WORDS,
  nameOf: (step: { event_type: string }, place: number) => `${place} of ${step.event_type}`,
  eventTypes: true,
  breakdown: null,
  compared: false,
};

describe('the CSV of a funnel', () => {
  it('has a row for each step, with numbers that are none left empty', () => {
    const { header, rows } = funnelCsv(REPORT, shown);
    expect(header).toEqual(Object.values(WORDS).slice(0, 9));
    expect(rows).toEqual([
      ['1', '0 of m_page_view', 'm_page_view', '200', '1', '', '116', '', ''],
      ['2', '1 of m_auth_login_start', 'm_auth_login_start', '84', '0.42', '0.42', '', '61.5', '3600'],
    ]);
  });

  it('has the period before only where it is compared', () => {
    const { header, rows } = funnelCsv(REPORT, { ...shown, compared: true });
    expect(header.at(-1)).toBe('Period before');
    expect(rows.map((row) => row.at(-1))).toEqual(['100', '50']);
  });

  it('names no event type where a step may be any of them', () => {
    const { header, rows } = funnelCsv(REPORT, { ...shown, eventTypes: false });
    expect(header).not.toContain('Type');
    expect(rows[0]).toHaveLength(header.length);
  });

  it('has the steps of all first, then those of each value, that which is not known by a name', () => {
    const { header, rows } = funnelCsv(REPORT, { ...shown, breakdown: 'Campaign' });
    expect(header[0]).toBe('Campaign');
    expect(rows.map((row) => row[0])).toEqual(['All', 'All', 'spring', 'spring', '(not known)', '(not known)']);
    expect(rows.every((row) => row.length === header.length)).toBe(true);
    expect(rows[5]).toEqual(['(not known)', '2', '1 of m_page_view', 'm_page_view', '0', '', '', '', '', '']);
  });
});
