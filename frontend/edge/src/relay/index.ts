export { addressKey, forwardedKey } from './addressKey.js';
export type { Limit, PlatformLimit, Rate } from './limit.js';
export type { Enrich, PageEvent, PageField, PageFields, PageTypes } from './pageEvent.js';
export { createRelay, type Relay, type RelayOptions } from './relay.js';
