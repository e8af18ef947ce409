/**
 * Time that passes when it is told to. What Node does outside of its timers is done at once instead: it would be
 * waited for in real time. (The signature itself is tested beside.)
 */

import { createHmac } from 'node:crypto';
import { vi } from 'vitest';

export function useFakeTime(): void {
  vi.useFakeTimers({ now: Date.parse('2026-11-22T09:00:00Z') });
  vi.spyOn(crypto.subtle, 'importKey').mockImplementation((...[, key]: unknown[]) => Promise.resolve(key as CryptoKey));
  vi.spyOn(crypto.subtle, 'sign').mockImplementation((_, key, signed) => {
    const digest = createHmac('sha256', key as unknown as Uint8Array)
      .update(signed as Uint8Array)
      .digest();
    return Promise.resolve(new Uint8Array(digest).buffer);
  });
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new DOMException('too late', 'TimeoutError')), ms);
    return controller.signal;
  });
}

export function useRealTime(): void {
  vi.restoreAllMocks();
  vi.useRealTimers();
}
