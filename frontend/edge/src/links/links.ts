/** The links that a selector names, now and later. */

import type { Carried } from './carried.js';
import { decorate } from './decorate.js';

/** Whatever a person does to a link begins with one of them: pressing, opening in a tab, dragging, copying. */
const EVENTS = ['pointerdown', 'focusin', 'click', 'auxclick', 'contextmenu'];

/** Throws where it is no selector, before anything is changed. */
export function decorateLinks(selector: string, carried: Carried): void {
  const decorateAll = (): void => document.querySelectorAll(selector).forEach((link) => decorateLink(link, carried));
  decorateAll();
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', decorateAll);
  // Links that came later, or whose href was written anew, are seen here, before the page and the browser act.
  const onEvent = (event: Event): void => {
    for (const target of event.composedPath())
      if (target instanceof Element && target.matches(selector)) decorateLink(target, carried);
  };
  for (const type of EVENTS) addEventListener(type, onEvent, true);
}

/** A selector such as `[href]` also names style sheets, which are no links to follow. */
function decorateLink(link: Element, carried: Carried): void {
  const href = link.getAttribute('href');
  if (href === null || !/^a(?:rea)?$/.test(link.localName)) return;
  const decorated = decorate(href, carried, document.baseURI);
  if (decorated !== href) link.setAttribute('href', decorated);
}
