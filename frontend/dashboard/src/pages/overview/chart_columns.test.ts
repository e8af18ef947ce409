import { describe, expect, it } from 'vitest';
import { makeFormats } from '../../format/formats';
import { dayColumns, hourColumns } from './chart_columns';
import { summaryOf } from './numbers.fixture';

const seoul = makeFormats('en', 'Asia/Seoul');

describe('the columns of days', () => {
  it('each are a day of the feed; today, in the reporting timezone, is not over', () => {
    const { all, over, labels } = dayColumns(summaryOf(), seoul);
    expect(labels).toEqual(['Nov 21', 'Nov 22']);
    expect(all[1]).toMatchObject({ day: '2026-11-22', span: { from: '2026-11-22', to: '2026-11-22' } });
    expect(over).toBe(1);
  });

  it('are all over once the last day is', () => {
    expect(dayColumns(summaryOf({ as_of: '2026-11-22T15:00:00.000Z' }), seoul).over).toBe(2);
  });
});

describe('the columns of hours', () => {
  it('each are the instants of that hour, by the clock of the reporting timezone', () => {
    const starts = { '2026-11-22': '2026-11-21T15:00:00.000Z' };
    const { all, labels, titles, over } = hourColumns(summaryOf({ hour_starts: starts }), seoul);
    expect(labels).toHaveLength(24);
    expect([labels[0], labels[13]]).toEqual(['00:00', '13:00']);
    expect(titles[13]).toBe('Nov 22, 13:00–14:00');
    expect(all[13]?.span).toEqual({ from: '2026-11-22T04:00:00.000Z', to: '2026-11-22T05:00:00.000Z' });
    expect(over).toBe(12); // it is 12:30
  });

  it.each([
    ['2026-03-29', '2026-03-28T23:00:00.000Z', 23],
    ['2026-10-25', '2026-10-24T22:00:00.000Z', 25],
  ])('of %s in Berlin are as many as the clocks leave it', (day, midnight, count) => {
    const range = { from: day, to: day, timezone: 'Europe/Berlin', days: 1 };
    const berlin = makeFormats('en', 'Europe/Berlin');
    expect(hourColumns(summaryOf({ range, hour_starts: { [day]: midnight } }), berlin).all).toHaveLength(count);
  });

  it('of several days follow each other, with their days', () => {
    const starts = { '2026-11-22': '2026-11-21T15:00:00.000Z', '2026-11-21': '2026-11-20T15:00:00.000Z' };
    const { labels } = hourColumns(summaryOf({ hour_starts: starts }), seoul);
    expect(labels).toHaveLength(48);
    expect([labels[0], labels[47]]).toEqual(['Nov 21, 00:00', 'Nov 22, 23:00']);
  });
});
