/**
 * What waits to be sent. A batch is lent to whoever sends it, for a while: it comes back by itself where the sender was
 * ended in the middle of it, as a Worker's context is, so that another takes it up.
 */

export interface Item {
  eventId: string;
  eventType: string;
  /** As it is sent. */
  json: string;
  bytes: number;
}

/** Times are in ms since 1970. */
export interface LoanTime {
  begunAt: number;
  until: number;
}

export interface Loan extends LoanTime {
  items: Item[];
}

const MOST_LOANS = 4; // so many requests at once, however many want to send

export interface Limits {
  events: number;
  bytes: number;
}

export class Queue {
  #waiting: Item[] = [];
  readonly #loans = new Set<Loan>();
  #count = 0;
  #bytes = 0;
  #waitingBytes = 0;

  constructor(private readonly limits: Limits) {}

  /** How many are not settled yet, lent or not. */
  get size(): number {
    return this.#count;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Whether a batch of this size waits. */
  holds(batch: Limits): boolean {
    return this.#waiting.length >= batch.events || this.#waitingBytes >= batch.bytes;
  }

  /** False where there is no room: what waits longest is kept. */
  add(item: Item): boolean {
    if (this.#count >= this.limits.events || this.#bytes + item.bytes > this.limits.bytes) return false;
    this.#enter(item);
    return true;
  }

  /** Whether what was lent is not settled yet, nor taken back. */
  has(loan: Loan): boolean {
    return this.#loans.has(loan);
  }

  /** The next batch, at least one item of any size; undefined where nothing waits, or enough others send. */
  lend(batch: Limits, time: LoanTime): Loan | undefined {
    for (const loan of this.#loans) if (isOverdue(loan, time.begunAt)) this.settle(loan, loan.items);
    if (this.#loans.size >= MOST_LOANS) return undefined;
    const items: Item[] = [];
    let bytes = 0;
    for (const item of this.#waiting) {
      bytes += item.bytes;
      if (items.length >= batch.events || (items.length > 0 && bytes > batch.bytes)) break;
      items.push(item);
    }
    if (items.length === 0) return undefined;
    this.#waiting.splice(0, items.length);
    for (const item of items) this.#waitingBytes -= item.bytes;
    const loan = { items, ...time };
    this.#loans.add(loan);
    return loan;
  }

  /** The loan is over: `back` goes to the end of the queue, so that a batch that always fails holds up no other. */
  settle(loan: Loan, back: readonly Item[]): void {
    if (!this.#loans.delete(loan)) return; // it was overdue: its items are the queue's again, or lent to another
    this.#count -= loan.items.length;
    for (const item of loan.items) this.#bytes -= item.bytes;
    for (const item of back) this.#enter(item);
  }

  /** Everything, lent or not; the queue is empty then. */
  clear(): Item[] {
    const all = [...this.#waiting, ...[...this.#loans].flatMap((loan) => loan.items)];
    this.#waiting = [];
    this.#loans.clear();
    this.#count = this.#bytes = this.#waitingBytes = 0;
    return all;
  }

  #enter(item: Item): void {
    this.#waiting.push(item);
    this.#count += 1;
    this.#bytes += item.bytes;
    this.#waitingBytes += item.bytes;
  }
}

/** Also where the clock was set back since: nobody knows how long ago it was lent. */
export function isOverdue({ begunAt, until }: LoanTime, now: number): boolean {
  return now >= until || now < begunAt;
}
