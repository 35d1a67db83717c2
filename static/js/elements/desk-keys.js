// The desk: keys for what the page shows, and how much waits without reloading.

import { signedOut } from "../leave.js";

const AGAIN_MS = 3000;
const PING_MS = 20000;

class DeskKeys extends HTMLElement {
  connectedCallback() {
    this.rooms = this.dataset.rooms.trim().split(" ").filter(Boolean);
    this.onKey = (event) => this.key(event);
    this.onLeaving = () => this.disconnectedCallback();
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("leaving", this.onLeaving);
    if (this.rooms.length) this.open();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("leaving", this.onLeaving);
    clearTimeout(this.waiting);
    clearInterval(this.pinging);
    this.done = true;
    this.line?.close();
  }

  key(event) {
    const typing = event.target.closest?.("input, select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") this.go(1);
    else if (event.key === "k") this.go(-1);
    else if (["s", "l", "h", "c"].includes(event.key)) this.press(event.key);
  }

  go(step) {
    const links = [...this.querySelectorAll("[data-queue] a")];
    const now = links.findIndex((link) => link.hasAttribute("aria-current"));
    const from = now < 0 && step < 0 ? 0 : now;
    links[(from + step + links.length) % links.length]?.click();
  }

  /** Hiding needs a reason: without one the key leads to where it is chosen. */
  press(key) {
    const target = this.querySelector(`[data-key="${key}"]`);
    const reason = this.querySelector("#reason");
    if (key === "h" && target && !reason?.value) return reason?.focus();
    target?.click();
  }

  open() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    this.line = new WebSocket(`${scheme}//${location.host}/ws/`);
    this.line.onopen = () => this.enter();
    this.line.onmessage = ({ data }) => this.hear(JSON.parse(data));
    this.line.onclose = ({ code }) => this.lost(code);
  }

  /** In each room with its cursor: being at the desk is being here. */
  enter() {
    for (const room of this.rooms) {
      const [group, rev] = room.split(":");
      this.line.send(JSON.stringify({ type: "enter", group, after: Number(rev) }));
    }
    clearInterval(this.pinging);
    this.pinging = setInterval(() => this.line.send('{"type":"ping"}'), PING_MS);
  }

  hear(given) {
    for (const event of Array.isArray(given) ? given : [given]) {
      if (event.type === "desk") this.count(event);
    }
  }

  count({ waiting, urgent }) {
    for (const [name, n] of [["waiting", waiting], ["urgent", urgent]]) {
      const shown = this.querySelector(`[data-${name}]`);
      if (shown.textContent !== String(n)) this.querySelector("[data-fresh]").hidden = false;
      shown.textContent = n;
    }
  }

  lost(code) {
    clearInterval(this.pinging);
    if (this.done) return;
    if (code === 4401) return signedOut();
    this.waiting = setTimeout(() => this.open(), AGAIN_MS * (1 + Math.random()));
  }
}

customElements.define("desk-keys", DeskKeys);
