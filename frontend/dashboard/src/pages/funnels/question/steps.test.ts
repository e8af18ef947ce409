import { describe, expect, it } from 'vitest';
import { MOST_STEPS } from '../search';
import { added, areSame, matchingGroups, moved, replaced, stepGroups, without } from './steps';

const STEPS = ['m_a', 'm_b', 'm_a'];

describe('the steps of a funnel', () => {
  it('are one more, the same again if need be, up to twelve', () => {
    expect(added(STEPS, 'm_b')).toEqual(['m_a', 'm_b', 'm_a', 'm_b']);
    expect(
      added(
        Array.from({ length: MOST_STEPS }, () => 'm_a'),
        'm_b',
      ),
    ).toBeNull();
  });

  it('are one less, down to two', () => {
    expect(without(STEPS, 0)).toEqual(['m_b', 'm_a']);
    expect(without(['m_a', 'm_b'], 1)).toBeNull();
  });

  it('change places with their neighbours, but not beyond the ends', () => {
    expect(moved(STEPS, 1, -1)).toEqual(['m_b', 'm_a', 'm_a']);
    expect(moved(STEPS, 1, 1)).toEqual(['m_a', 'm_a', 'm_b']);
    expect(moved(STEPS, 0, -1)).toBeNull();
    expect(moved(STEPS, 2, 1)).toBeNull();
  });

  it('are replaced where they stand, though the same one stands elsewhere', () => {
    expect(replaced(STEPS, 2, 'm_c')).toEqual(['m_a', 'm_b', 'm_c']);
  });

  it('are those of another funnel only in the same order', () => {
    expect(areSame(STEPS, ['m_a', 'm_b', 'm_a'])).toBe(true);
    expect(areSame(STEPS, ['m_a', 'm_a', 'm_b'])).toBe(false);
    expect(areSame(STEPS, ['m_a', 'm_b'])).toBe(false);
  });
});

describe('what a step may be', () => {
  const groups = stepGroups(
    [
      { event_type: 'm_otp_send', stage: 'otp', label: { en: 'Code asked for', ko: '코드 요청' } },
      { event_type: 'm_page_view', stage: 'visit', label: { en: 'Page view', ko: '페이지 조회' } },
      { event_type: 'm_otp_send_result', stage: 'otp', label: { en: 'Code sent', ko: '코드 발송' } },
    ],
    { stage: (stage) => `stage ${stage}`, type: (label) => label.ko },
  );
  const found = (typed: string) =>
    matchingGroups(groups, typed).flatMap(({ items }) => items.map(({ value }) => value));

  it('stands with its stage, in the order of the dictionary', () => {
    expect(groups.map(({ group, items }) => [group, items.length])).toEqual([
      ['stage otp', 2],
      ['stage visit', 1],
    ]);
    expect(groups[1]?.items).toEqual([{ value: 'm_page_view', label: '페이지 조회' }]);
  });

  it('is found by its words, its name and its stage', () => {
    expect(found('발송')).toEqual(['m_otp_send_result']);
    expect(found(' PAGE_VIEW ')).toEqual(['m_page_view']);
    expect(found('stage otp')).toEqual(['m_otp_send', 'm_otp_send_result']);
    expect(found('')).toHaveLength(3);
    expect(found('nothing')).toEqual([]);
  });
});
