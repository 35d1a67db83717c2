// What she sent and the server has not answered yet. Lives in the page only, and is sent once:
// a draft keeps its key, so sending it again after a lost line stores nothing twice.

export class Outbox {
  constructor(send) {
    this.send = send;
    this.drafts = new Map();
  }

  get busy() { return this.drafts.size > 0; }

  add(draft) {
    this.drafts.set(draft.key, draft);
    this.send(draft);
  }

  /** The draft of this key, done with. */
  settle(key) {
    const draft = this.drafts.get(key);
    this.drafts.delete(key);
    return draft;
  }

  /** The line is back: send what is still unanswered, in order. */
  again() {
    for (const draft of this.drafts.values()) this.send(draft);
  }

  /** The last one was too large for the line. */
  giveUpLast() {
    const last = [...this.drafts.keys()].pop();
    return last ? this.settle(last) : undefined;
  }
}

export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
