import { beforeEach, expect, test } from 'vitest';
import { type Item, Queue } from '../src/queue.js';

const ANY = { events: 100, bytes: 1_000 };
const TIME = { begunAt: 0, until: 1_000 };
let queue: Queue;

function item(eventId: string, bytes = 10): Item {
  return { eventId, eventType: 'm_page_view', json: '{}', bytes };
}

function lend(events = 100, now = 0, until = 1_000): string[] | undefined {
  return queue.lend({ ...ANY, events }, { begunAt: now, until })?.items.map((one) => one.eventId);
}

beforeEach(() => {
  queue = new Queue({ events: 4, bytes: 100 });
});

test('a batch ends at its number of events or before it exceeds its bytes', () => {
  for (const id of ['a', 'b', 'c']) queue.add(item(id, 30));
  expect(queue.lend({ events: 2, bytes: 1_000 }, TIME)?.items).toHaveLength(2);
  queue.add(item('d', 30));
  expect(queue.lend({ events: 9, bytes: 59 }, TIME)?.items).toHaveLength(1);
});

test('an event larger than a batch goes out alone', () => {
  queue.add(item('a', 90));
  queue.add(item('b', 5));
  expect(queue.lend({ events: 9, bytes: 50 }, TIME)?.items.map((one) => one.eventId)).toEqual(['a']);
});

test('above its number of events or bytes it takes no more, what is lent counted', () => {
  expect(['a', 'b', 'c', 'd', 'e'].map((id) => queue.add(item(id)))).toEqual([true, true, true, true, false]);
  lend(2);
  expect(queue.add(item('f'))).toBe(false);
  queue = new Queue({ events: 9, bytes: 100 });
  expect([queue.add(item('a', 60)), queue.add(item('b', 41)), queue.add(item('c', 40))]).toEqual([true, false, true]);
});

test('what is settled makes room, and what comes back goes to the end', () => {
  for (const id of ['a', 'b', 'c']) queue.add(item(id));
  const loan = queue.lend({ ...ANY, events: 2 }, TIME);
  if (!loan) throw new Error('nothing was lent');
  queue.settle(loan, loan.items.slice(0, 1));
  expect(queue.size).toBe(2);
  expect(lend()).toEqual(['c', 'a']);
});

test('a loan that nobody settles comes back when it is overdue, and is then settled no more', () => {
  queue.add(item('a'));
  const lost = queue.lend(ANY, TIME);
  expect(lend(9, 999)).toBeUndefined();
  expect(lend(9, 1_000, 2_000)).toEqual(['a']);
  if (lost) queue.settle(lost, lost.items);
  expect(queue.size).toBe(1);
});

test('cleared, it gives all that it held, lent or not', () => {
  for (const id of ['a', 'b']) queue.add(item(id));
  lend(1);
  expect(
    queue
      .clear()
      .map((one) => one.eventId)
      .sort(),
  ).toEqual(['a', 'b']);
  expect([queue.size, queue.waiting, queue.add(item('c', 100))]).toEqual([0, 0, true]);
});

test('a loan of a time that is yet to come, as the clock was set back since, comes back', () => {
  queue.add(item('a'));
  queue.lend(ANY, { begunAt: 5_000, until: 6_000 });
  expect(lend(9, 4_000, 5_000)).toEqual(['a']);
});

test('no more than four send at once, however many want to', () => {
  queue = new Queue({ events: 9, bytes: 1_000 });
  for (const id of ['a', 'b', 'c', 'd', 'e']) queue.add(item(id));
  expect([lend(1), lend(1), lend(1), lend(1), lend(1)]).toEqual([['a'], ['b'], ['c'], ['d'], undefined]);
});
