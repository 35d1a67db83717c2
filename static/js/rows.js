// The rows of a room: one a message, in the order of seq, whatever order they come in.

import { nodesOf } from "./server-html.js";

const NEAR = 120;
export class Rows {
  constructor(root, you, texts) {
    this.list = root.querySelector("[data-messages]");
    this.waiting = root.querySelector("[data-waiting]");
    this.newer = document.querySelector("[data-newer]");
    Object.assign(this, { root, you, texts });
    for (const row of this.list.querySelectorAll(".msg")) this.firstWords(row);
  }

  row(id) { return this.root.querySelector(`#m-${CSS.escape(id)}`); }

  put(message) {
    const old = this.row(message.id);
    const own = message.author.id === this.you;
    const wasAtNewest = this.atNewest();
    const row = this.draw(message, own);
    if (old && old.parentElement === this.list) this.exchange(old, row);
    else {
      old?.remove();
      this.insert(row, message.seq);
      this.list.querySelector("[data-empty]")?.remove();
      if (wasAtNewest || own) this.showNewest();
      else this.offerNewest(true);
    }
    this.firstWords(row);
  }

  /** A changed row stays as she left it: what was open stays open, and the focus where it was. */
  exchange(old, row) {
    for (const kind of ["details.note", "details.more"]) {
      const fold = row.querySelector(kind);
      if (fold) fold.open = old.querySelector(kind)?.open ?? false;
    }
    const at = old.contains(document.activeElement) ? document.activeElement : null;
    old.replaceWith(row);
    const same = (one) => one.localName === at.localName && one.textContent === at.textContent;
    if (at) [...row.querySelectorAll("a, button, summary")].find(same)?.focus({ preventScroll: true });
  }

  wait(message) {
    this.row(message.id)?.remove();
    this.waiting.append(this.draw(message, true));
  }

  draw(message, own) {
    const row = message.html ? nodesOf(message.html).firstElementChild : this.tombstone(message);
    if (own) row.dataset.mine = "";
    return row;
  }

  tombstone({ id, seq, state }) {
    const row = document.createElement("li"), weave = document.createElement("span"), text = document.createElement("p");
    row.className = "msg gone";
    row.id = `m-${id}`;
    row.dataset.seq = seq;
    row.dataset.state = state;
    weave.className = "weave";
    text.className = "soft";
    text.textContent = state === "hidden" ? this.texts.hidden : this.texts.removed;
    row.append(weave, text);
    return row;
  }

  insert(row, seq) {
    const later = [...this.list.querySelectorAll(".msg")].find((other) => Number(other.dataset.seq) > seq);
    this.list.insertBefore(row, later ?? null);
  }

  /** Her own words on their way: drawn here as plain text, replaced by the server's drawing. */
  pending({ key, body }, state) {
    const row = document.createElement("li"), letter = document.createElement("div");
    const header = document.createElement("header"), words = document.createElement("div"), note = document.createElement("p");
    row.className = "msg";
    row.dataset.mine = "";
    row.dataset.key = key;
    letter.className = "letter";
    header.textContent = this.texts.youSay;
    words.className = "body";
    words.textContent = body;
    note.className = "state";
    note.textContent = state;
    const weave = document.createElement("span");
    weave.className = "weave";
    letter.append(header, words, note);
    row.append(weave, letter);
    this.waiting.append(row);
    row.scrollIntoView({ block: "nearest" });
  }

  of(key) { return this.waiting.querySelector(`[data-key="${CSS.escape(key)}"]`); }

  sent(key, id, state) {
    const row = this.of(key);
    if (!row) return;
    if (this.row(id) || state === "held") row.remove();
    else row.id = `m-${id}`;
  }

  drop(key) { this.of(key)?.remove(); }
  remove(id) { this.row(id)?.remove(); }
  say(state) { for (const note of this.waiting.querySelectorAll("[data-key] .state")) note.textContent = state; }
  clear() { this.list.replaceChildren(); }

  dropBefore(seq) {
    for (const row of this.list.querySelectorAll(".msg")) if (Number(row.dataset.seq) < seq) row.remove();
  }

  dropAuthor(author) {
    for (const row of this.list.querySelectorAll(`[data-author="${CSS.escape(author)}"]`)) row.remove();
  }

  rename(member, name) {
    for (const who of this.list.querySelectorAll(`[data-author="${CSS.escape(member)}"] .who`)) who.textContent = name;
  }

  /** A link to the answered message shows its first words, when the page has them. */
  firstWords(row) {
    const link = row.querySelector("[data-reply]");
    const answered = link && this.row(link.dataset.reply);
    const who = answered?.querySelector(".who"), words = answered?.querySelector(".body");
    if (!who || !words || answered.querySelector(".note")) return;
    link.textContent = `${who.textContent}: ${words.textContent.slice(0, 60)}…`;
  }

  atNewest() { return document.documentElement.scrollHeight - innerHeight - scrollY < NEAR; }

  /** A way down for who has scrolled up; it says when there is something new. */
  offerNewest(isNew = false) {
    if (isNew) this.newer.textContent = this.texts.newBelow;
    else if (this.newer.hidden) this.newer.textContent = this.texts.toNewest;
    this.newer.hidden = this.atNewest();
  }

  showNewest() {
    this.newer.hidden = true;
    scrollTo({ top: document.documentElement.scrollHeight });
  }

  duty(text) { this.root.querySelector(".duty span").textContent = text; }
}
