import { describe, expect, it } from 'vitest';
import { parseSearch, stringifySearch } from '../../app/search_params';
import { readEventsSearch } from './search';

const read = (url: string) => readEventsSearch(parseSearch(url));
const FINGERPRINT = `fp_${'0a'.repeat(16)}`;

describe('the search of the events', () => {
  it('takes every parameter of the feed, and gives the same URL again', () => {
    const url =
      '?from=2026-11-01&to=2026-11-22&type=m_otp_send&type=m_otp_send_result&trace_id=trace_1' +
      `&q_email=${FINGERPRINT}&tenant_id=tnt_1&error_code=otp_expired&campaign_id=autumn&success=true%2Cfalse` +
      '&source=zuplo&columns=time%2Ctype&live=1&event=e-1';
    const search = read(url);
    expect(Object.keys(search)).toHaveLength(13);
    expect(search.type).toEqual(['m_otp_send', 'm_otp_send_result']);
    expect(readEventsSearch(parseSearch(stringifySearch(search)))).toEqual(search);
  });

  it('takes one type as it takes several, and none twice', () => {
    expect(read('?type=m_otp_send').type).toEqual(['m_otp_send']);
    expect(read('?type=m_otp_send&type=m_otp_send').type).toEqual(['m_otp_send']);
  });

  it('takes days or instants, in order, and not one of each', () => {
    expect(read('?from=2026-11-22T00:00:00Z&to=2026-11-22T01:00:00.5%2B09:00')).toEqual({});
    const instants = { from: '2026-11-22T00:00:00Z', to: '2026-11-22T10:00:00+09:00' };
    expect(read(`?from=${instants.from}&to=${encodeURIComponent(instants.to)}`)).toEqual(instants);
    expect(read('?from=2026-11-22&to=2026-11-22T10:00:00Z')).toEqual({});
    expect(read('?from=2026-11-22')).toEqual({});
    expect(read('?from=2026-11-22T00:00:00&to=2026-11-22T10:00:00')).toEqual({});
  });

  it('mends a plus that nobody encoded', () => {
    expect(read('?from=2026-11-22T09:00:00+09:00&to=2026-11-22T10:00:00+09:00').to).toBe('2026-11-22T10:00:00+09:00');
  });

  it('knows the outcomes, in any order; all of them are no filter', () => {
    expect(read('?success=null,false').success).toBe('false,null');
    expect(read('?success=maybe,false').success).toBe('false');
    expect(read('?success=true,false,null')).toEqual({});
    expect(read('?success=maybe')).toEqual({});
  });

  it('knows the sources', () => {
    expect(read('?source=edge').source).toBe('edge');
    expect(read('?source=elsewhere')).toEqual({});
  });

  it('leaves an address only where it is looked up', () => {
    const address = 'kim@example.com';
    expect(read(`?trace_id=${address}&tenant_id=${address}&error_code=x${address}&campaign_id=${address}`)).toEqual({});
    expect(read(`?q_email=${address}`)).toEqual({ q_email: address });
  });

  it('ignores what is none of it', () => {
    expect(read('?cursor=abc&limit=3&constructor=1&live=yes')).toEqual({});
  });
});
