// What she sent and the server has not answered yet. Lives in the page only, and is sent once:
// a draft keeps its key, so sending it again after a lost line stores nothing twice.

const LONGEST_REST_S = 60;

export class Outbox {
  constructor(send) {
    this.send = send;
    this.drafts = new Map();
  }

  get busy() { return this.drafts.size > 0; }

  /** While what waited for the line goes out one by one, a new one waits its turn. */
  add(draft) {
    this.drafts.set(draft.key, draft);
    if (!this.inTurn) this.send(draft);
  }

  /** The draft of this key, done with. */
  settle(key) {
    const draft = this.drafts.get(key);
    this.drafts.delete(key);
    if (draft) this.next();
    return draft;
  }

  /** The line is back: what is still unanswered goes out in order, each when the last is answered. */
  again() {
    clearTimeout(this.resting);
    this.inTurn = this.busy;
    this.next();
  }

  next() {
    const [first] = this.drafts.values();
    this.inTurn = Boolean(this.inTurn && first);
    if (this.inTurn) this.send(first);
  }

  /** Too soon: does what waited for the line go on by itself after so many seconds? Not after long
   *  ones: she would not know why nothing happens. */
  rests(key, seconds) {
    if (!this.inTurn || !this.drafts.has(key) || !(seconds <= LONGEST_REST_S)) return false;
    this.resting = setTimeout(() => this.next(), seconds * 1000);
    return true;
  }

  /** The one that was under way was too large for the line. */
  giveUpLast() {
    const keys = [...this.drafts.keys()], last = this.inTurn ? keys[0] : keys.pop();
    return last ? this.settle(last) : undefined;
  }
}

export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
