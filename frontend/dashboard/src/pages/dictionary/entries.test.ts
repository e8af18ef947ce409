import { describe, expect, it } from 'vitest';
import type { EventType } from '../../api/event_types';
import { byStage, matching, requiredOf } from './entries';

const VIEW: EventType = {
  event_type: 'm_page_view',
  stage: 'visit',
  required: ['anonymous_id|trace_id'],
  default_success: null,
  label: { en: 'Page view', ko: '페이지 조회' },
  when: 'landing page or step shown',
};
const FAIL: EventType = {
  event_type: 'm_auth_login_fail',
  stage: 'auth',
  required: ['email', 'error_code'],
  default_success: false,
  label: { en: 'Login failed', ko: '로그인 실패' },
  when: 'a failure was answered',
};
const START: EventType = {
  ...FAIL,
  event_type: 'm_auth_login_start',
  when: 'OAuth or OTP begun',
  label: { en: 'Login started', ko: '로그인 시작' },
};
const ALL = [VIEW, FAIL, START];
const found = (text: string) => matching(ALL, text, (type) => type.when);

describe('the dictionary', () => {
  it('says which fields must be there, and where one of several is enough', () => {
    expect(requiredOf(VIEW)).toEqual([{ alternatives: ['anonymous_id', 'trace_id'] }]);
    expect(requiredOf(FAIL).map((entry) => entry.alternatives)).toEqual([['email'], ['error_code']]);
  });

  it('is filtered by words of name, label in either language, meaning and field', () => {
    expect(found('LOGIN fail')).toEqual([FAIL]);
    expect(found('페이지')).toEqual([VIEW]);
    expect(found('landing')).toEqual([VIEW]);
    expect(found('trace_id')).toEqual([VIEW]);
    expect(found('  ')).toEqual(ALL);
    expect(found('nothing')).toEqual([]);
  });

  it('stands in groups of a stage, in the order of the funnel', () => {
    expect(byStage(ALL)).toEqual([
      { stage: 'visit', types: [VIEW] },
      { stage: 'auth', types: [FAIL, START] },
    ]);
  });
});
