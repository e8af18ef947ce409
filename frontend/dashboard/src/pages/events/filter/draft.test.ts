import { describe, expect, it } from 'vitest';
import { changeOf, draftOf, emailAsked, problemsOf } from './draft';

const SEOUL = 'Asia/Seoul';
const FINGERPRINT = `fp_${'0a'.repeat(16)}`;
const EMPTY = draftOf({}, SEOUL);

describe('the draft of the filters', () => {
  it('shows instants as the clocks of the reporting timezone have them, and days not at all', () => {
    const draft = draftOf({ from: '2026-11-22T00:00:00Z', to: '2026-11-22T01:30:00Z' }, SEOUL);
    expect([draft.from, draft.to]).toEqual(['2026-11-22T09:00:00', '2026-11-22T10:30:00']);
    expect(draftOf({ from: '2026-11-22', to: '2026-11-22' }, SEOUL).from).toBe('');
  });

  it('becomes the question that it came from', () => {
    const search = {
      from: '2026-11-22T00:00:00.000Z',
      to: '2026-11-22T01:30:00.000Z',
      type: ['m_otp_send'],
      success: 'false',
      error_code: 'otp_expired',
      trace_id: 'trace_1',
      tenant_id: 'tnt_1',
      source: 'cp',
      campaign_id: 'autumn',
      q_email: FINGERPRINT,
    } as const;
    const asked = { ...search, type: [...search.type] };
    expect(changeOf(draftOf(asked, SEOUL), asked, FINGERPRINT, SEOUL)).toEqual(asked);
  });

  it('takes times away that were emptied, and leaves days alone', () => {
    expect(
      changeOf(EMPTY, { from: '2026-11-22T00:00:00Z', to: '2026-11-22T01:00:00Z' }, undefined, SEOUL),
    ).toMatchObject({ from: undefined, to: undefined });
    expect(changeOf(EMPTY, { from: '2026-11-22', to: '2026-11-22' }, undefined, SEOUL)).not.toHaveProperty('from');
  });

  it('tells an address from a fingerprint and from neither', () => {
    expect(emailAsked(' Kim@Example.com ')).toEqual({ address: 'Kim@Example.com' });
    expect(emailAsked(`${FINGERPRINT},${FINGERPRINT.toUpperCase()}`)).toEqual({
      fingerprints: `${FINGERPRINT},${FINGERPRINT}`,
    });
    expect(emailAsked('fp_12')).toBeNull();
    expect(emailAsked('kim')).toBeNull();
  });

  it('is told what cannot be asked', () => {
    expect(problemsOf(EMPTY, SEOUL)).toEqual({});
    expect(problemsOf({ ...EMPTY, q_email: 'kim', trace_id: 'kim@example.com' }, SEOUL)).toEqual({
      q_email: 'email',
      trace_id: 'trace',
    });
    expect(problemsOf({ ...EMPTY, tenant_id: 'kim@example.com' }, SEOUL)).toEqual({ tenant_id: 'address' });
    expect(problemsOf({ ...EMPTY, from: '2026-11-22T00:00' }, SEOUL)).toEqual({ to: 'times' });
    const [from, to] = ['2026-11-22T00:00', '2026-11-22T00:00'];
    expect(problemsOf({ ...EMPTY, from, to }, SEOUL)).toEqual({ to: 'order' });
    expect(problemsOf({ ...EMPTY, from, to: '2027-11-22T00:00' }, SEOUL)).toEqual({ to: 'length' });
  });
});
