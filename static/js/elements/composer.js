// The writer: sends by the socket when the room is live, keeps what came back, grows with its text.

import { newKey } from "../outbox.js";
import { nodesOf } from "../server-html.js";

const touch = matchMedia("(pointer: coarse)");
const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

class MessageComposer extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.box = this.form.elements.body;
    this.back = ""; // what came back and still stands at the top of the box
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.querySelector("[data-no-answer]").addEventListener("click", (event) => {
      event.preventDefault();
      this.answer("");
    });
    for (const line of this.querySelectorAll("[data-again]")) this.countDown(line, Number(line.dataset.again));
  }

  get live() { return document.querySelector("room-live:not([data-apart])"); }

  submit(event) {
    if (!this.live || event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    event.stopPropagation();
    this.say({ confirm: event.submitter?.name === "confirm" });
  }

  say({ confirm }) {
    const { body, note, reply_to, key } = this.form.elements;
    if (!body.value.trim()) return body.focus();
    const draft = { key: key.value || newKey(), body: body.value, note: note.value, reply_to: reply_to.value || null, confirm };
    this.clear();
    this.dispatchEvent(new CustomEvent("compose", { bubbles: true, detail: draft }));
  }

  clear() {
    this.box.value = this.back = "";
    this.form.elements.note.value = "";
    this.form.elements.key.value = newKey();
    this.answer("", false);
    this.querySelector("[data-refusal]").replaceChildren();
    this.querySelector(".fold").open = false;
  }

  key(event) {
    const sends = this.live?.dataset.enterSends === "1" && !touch.matches;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && sends) {
      event.preventDefault();
      this.say({ confirm: false });
    }
  }

  answer(id, focus = true) {
    this.form.elements.reply_to.value = id;
    this.querySelector("[data-answering]").hidden = !id;
    if (focus) this.box.focus();
  }

  /** Her words came back: into the box again, before what she has typed meanwhile, several in order. */
  returned(draft, refusal) {
    const before = this.box.value.startsWith(this.back) ? this.back : "";
    const typed = this.box.value.slice(before.length).replace(/^\n/, "");
    this.back = [before, draft.body].filter(Boolean).join("\n");
    this.box.value = [this.back, typed].filter(Boolean).join("\n");
    if (draft.note) {
      this.form.elements.note.value = draft.note;
      this.querySelector(".fold").open = true;
    }
    if (draft.reply_to) this.answer(draft.reply_to, false);
    this.form.elements.key.value = newKey();
    this.tell(refusal, draft.body);
    this.box.focus({ preventScroll: true });
    this.form.scrollTop = 0; // what was seen, and why, comes first
  }

  tell({ detail, code, findings = [], help, retry_after: seconds }, body) {
    const second = document.createElement("div"), why = document.createElement("p"), bold = document.createElement("b");
    second.className = "second";
    second.setAttribute("role", "alert");
    bold.textContent = detail;
    why.append(bold);
    second.append(why);
    if (seconds) second.append(this.countDown(this.line(""), seconds));
    if (findings.length) second.append(this.marked(body, findings));
    for (const advice of new Set(findings.map((finding) => finding.advice))) second.append(this.line(advice));
    if (code === "ask") second.append(this.choices(), this.line(this.dataset.then));
    if (help) second.append(...this.giving(), nodesOf(help));
    this.querySelector("[data-refusal]").replaceChildren(second);
  }

  /** How long still. A screen reader hears the first and the last of it, not every second. */
  countDown(line, seconds) {
    const end = Date.now() + seconds * 1000, when = new Intl.RelativeTimeFormat(document.documentElement.lang);
    const say = () => {
      const left = Math.ceil((end - Date.now()) / 1000);
      const [unit, size] = UNITS.find(([, seconds]) => left >= 2 * seconds) ?? UNITS.at(-1);
      const wait = when.format(Math.ceil(left / size), unit);
      line.setAttribute("aria-live", left > 0 ? "off" : "polite");
      line.textContent = left > 0 ? `${this.dataset.again} ${wait}.` : this.dataset.againNow;
      if (left > 0) setTimeout(() => line.isConnected && say(), 1000);
    };
    say();
    return line;
  }

  line(text) {
    const line = document.createElement("p");
    line.textContent = text;
    return line;
  }

  /** Her words, with what the second look points at marked. */
  marked(body, findings) {
    const line = document.createElement("p"), letters = [...body];
    let at = 0;
    for (const { start, end } of [...findings].sort((a, b) => a.start - b.start)) {
      const from = Math.max(start, at), mark = document.createElement("mark");
      if (end <= from) continue;
      mark.textContent = letters.slice(from, end).join("");
      line.append(letters.slice(at, from).join(""), mark);
      at = end;
    }
    line.append(letters.slice(at).join(""));
    return line;
  }

  choices() {
    const row = document.createElement("div"), talk = document.createElement("button");
    const change = document.createElement("button"), send = document.createElement("button");
    const texts = this.dataset;
    row.className = "row";
    change.type = "button";
    change.textContent = texts.change;
    change.onclick = () => this.box.focus();
    send.name = "confirm";
    send.value = "1";
    send.textContent = texts.sendAsItIs;
    talk.name = "begin";
    talk.value = "1";
    talk.setAttribute("formaction", texts.talk);
    talk.textContent = texts.talkInstead;
    row.append(change, send, talk);
    return row;
  }

  /** Words of crisis that the room did not take: one press brings them to the facilitators. */
  giving() {
    const line = document.createElement("p"), give = document.createElement("button");
    line.textContent = this.dataset.canHave;
    give.className = "main";
    give.name = "urgent";
    give.value = "1";
    give.setAttribute("formaction", this.dataset.talk);
    give.textContent = this.dataset.give;
    return [line, give];
  }
}

customElements.define("message-composer", MessageComposer);
