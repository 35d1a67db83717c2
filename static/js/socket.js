// One socket a page: enters its room with a cursor, comes back by itself, never twice the same.

const PING_MS = 20000;
const QUICK_MS = 500;
const SLOW_MS = 15000;

export class Socket {
  /** `hear(event)` gets each event in order; `state(online)` says whether the line stands. */
  constructor({ group, cursor, hear, state, over }) {
    Object.assign(this, { group, cursor, hear, state, over, tries: 0, done: false });
    this.open();
    addEventListener("online", () => this.retryNow());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.retryNow(); });
    document.addEventListener("leaving", () => this.close());
  }

  open() {
    if (this.done) return;
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    this.line = new WebSocket(`${scheme}//${location.host}/ws/`);
    this.line.onopen = () => this.enter();
    this.line.onmessage = ({ data }) => this.take(JSON.parse(data));
    this.line.onclose = ({ code }) => this.lost(code);
  }

  enter() {
    this.tries = 0;
    this.say({ type: "enter", group: this.group, after: this.cursor });
    clearInterval(this.pinging);
    this.pinging = setInterval(() => this.say({ type: "ping" }), PING_MS);
  }

  take(given) {
    for (const event of Array.isArray(given) ? given : [given]) {
      if (event.group === this.group && Number.isInteger(event.rev)) this.cursor = event.rev;
      this.hear(event);
      if (event.type === "entered" && event.more) this.enter();
      else if (event.type === "entered") this.state(true);
    }
  }

  /** True when it went out. */
  say(frame) {
    if (this.line.readyState !== WebSocket.OPEN) return false;
    this.line.send(JSON.stringify(frame));
    return true;
  }

  lost(code) {
    clearInterval(this.pinging);
    this.state(false);
    if (this.done) return;
    if (code === 4401) return this.over(code);
    if (code === 4413) this.over(code);
    const most = Math.min(SLOW_MS, QUICK_MS * 2 ** this.tries++);
    this.waiting = setTimeout(() => this.open(), QUICK_MS + Math.random() * most);
  }

  retryNow() {
    if (this.line.readyState !== WebSocket.CLOSED || this.done) return;
    clearTimeout(this.waiting);
    this.open();
  }

  close() {
    this.done = true;
    clearTimeout(this.waiting);
    this.line.close();
  }
}
