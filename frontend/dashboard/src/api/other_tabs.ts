/** Tabs of one browser share the cookie, and so who is signed in: one that changes it tells the others. */
const CHANNEL = 'tracefunnel-session';

export function tellOtherTabs(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage('changed');
  channel.close();
}

export function onChangeInAnotherTab(changed: () => void): void {
  new BroadcastChannel(CHANNEL).addEventListener('message', changed);
}
