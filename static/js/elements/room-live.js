// The room: hears the socket, keeps rows in the order of their seq, shows what waits.

import { askBeforeMoving } from "../move.js";
import { signedOut } from "../leave.js";
import { nodesOf, pageOf } from "../server-html.js";
import { Outbox } from "../outbox.js";
import { Rows } from "../rows.js";
import { Socket } from "../socket.js";

const stateOf = ({ mode, slow_seconds, facilitators }) => `${mode} ${slow_seconds} ${facilitators}`;

const TOO_SOON = ["rate_limited", "slow_mode"];

class RoomLive extends HTMLElement {
  connectedCallback() {
    this.texts = this.querySelector("[data-texts]").dataset;
    this.composer = document.querySelector("message-composer");
    this.card = document.querySelector("[data-help] section");
    document.querySelector("[data-put-away] button")?.addEventListener("click", (event) => this.putAway(event));
    if (this.hasAttribute("data-apart")) return; // an older page, or a refused form: no live rows
    document.documentElement.dataset.live = "";
    this.rows = new Rows(this, this.dataset.you, this.texts);
    this.outbox = new Outbox((draft) => this.post(draft));
    askBeforeMoving(() => this.isConnected && this.outbox.busy, this.texts.asks);
    this.composer?.addEventListener("compose", (event) => this.compose(event.detail));
    this.addEventListener("click", (event) => this.answerTo(event));
    this.addEventListener("submit", (event) => this.react(event));
    this.rows.newer.onclick = () => this.rows.showNewest();
    addEventListener("scroll", () => this.isConnected && this.rows.offerNewest(), { passive: true });
    this.socket = new Socket({
      group: this.dataset.group,
      cursor: Number(this.dataset.rev),
      hear: (event) => this.hear(event),
      state: (online) => this.online(online),
      over: (code) => this.over(code),
    });
    for (const kind of ["keydown", "pointerdown", "scroll"]) {
      addEventListener(kind, () => this.markRead(), { passive: true });
    }
    this.rows.showNewest();
  }

  disconnectedCallback() { this.socket?.close(); }

  compose(draft) {
    this.rows.pending(draft, navigator.onLine && this.isOnline ? this.texts.sending : this.texts.offline);
    this.outbox.add(draft);
  }

  post(draft) {
    this.socket.say({ type: "send", group: this.dataset.group, ...draft });
  }

  online(yes) {
    this.isOnline = yes;
    if (yes) this.outbox.again();
    this.rows.say(yes ? this.texts.sending : this.texts.offline);
  }

  over(code) {
    if (code === 4401) return signedOut();
    const draft = this.outbox.giveUpLast();
    if (draft) this.returnDraft(draft, { detail: this.texts.tooBig });
  }

  hear(event) {
    if (event.group !== this.dataset.group && event.type !== "notice") return;
    this[`on_${event.type}`]?.(event);
  }

  on_entered(event) {
    const { messages, held, names, first, fresh } = event;
    this.room = stateOf(event);
    if (fresh) this.rows.clear();
    this.rows.dropBefore(first);
    for (const message of messages) this.rows.put(message);
    for (const message of held) this.rows.wait(message);
    for (const [member, name] of Object.entries(names)) this.rows.rename(member, name);
    this.drawn();
  }

  /** New rows: their times are told anew. */
  drawn() { this.dispatchEvent(new CustomEvent("drawn", { bubbles: true })); }

  on_message({ message }) { this.rows.put(message); this.drawn(); }
  on_changed({ message }) { this.rows.put(message); this.drawn(); }
  on_held({ message }) {
    if (message.author.id !== this.dataset.you) return;
    this.rows.wait(message);
    this.drawn();
  }
  on_named({ member, name }) { this.rows.rename(member, name); }
  on_gone(event) { event.author ? this.rows.dropAuthor(event.author) : this.rows.dropBefore(event.before); }
  on_returned({ id, key, body, detail }) {
    this.rows.remove(id);
    this.composer?.returned({ key, body }, { detail });
  }
  /** The card stands above the writer, whatever is said meanwhile, until she closes it. */
  on_help({ html }) {
    this.card.querySelector("[data-card]").replaceChildren(nodesOf(html));
    this.card.hidden = false;
    this.card.scrollTop = 0;
    this.rows.showNewest();
  }

  /** Gone at once, and what she is writing stays; the server keeps it closed on the next page. */
  putAway(event) {
    event.preventDefault();
    this.card.hidden = true;
    document.querySelector("main").focus({ preventScroll: true });
    const { form, formAction } = event.target;
    const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    fetch(formAction, { method: "POST", body, redirect: "manual" }).catch(() => {});
  }

  on_talk({ html }) { this.told(nodesOf(html)); }
  on_notice({ html }) { this.told(nodesOf(html)); }
  told(said) {
    const wasAtNewest = this.rows.atNewest();
    this.querySelector("[data-told]").replaceChildren(said);
    if (wasAtNewest) this.rows.showNewest();
    else this.rows.newer.hidden = false;
  }
  on_shut() { this.socket.close(); this.rows.duty(this.texts.closed); }
  on_group(event) {
    if (stateOf(event) !== this.room) this.refreshDuty();
    this.room = stateOf(event);
  }

  /** Said at the top, and once more below: at the newest the top is out of sight. */
  async refreshDuty() {
    const answer = await fetch(`/g/${this.dataset.group}/`, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok) return this.rows.duty(this.texts.changedRoom);
    const fresh = nodesOf(await answer.text()).querySelector(".duty");
    if (!fresh) return;
    const duty = this.querySelector(".duty"), again = document.createElement("p");
    again.className = "waits";
    again.append(...fresh.cloneNode(true).childNodes);
    duty.dataset.mode = fresh.dataset.mode;
    duty.replaceChildren(...fresh.childNodes);
    this.told(again);
  }

  on_sent({ key, id, state }) {
    this.outbox.settle(key);
    this.rows.sent(key, id, state);
  }

  on_refused(event) {
    if (TOO_SOON.includes(event.code) && this.outbox.rests(event.key, event.retry_after)) return;
    const draft = this.outbox.settle(event.key);
    if (event.code === "not_a_member") return this.on_shut();
    if (draft) this.returnDraft(draft, event);
  }

  returnDraft(draft, refusal) {
    this.rows.drop(draft.key);
    this.composer?.returned(draft, refusal);
  }

  answerTo(event) {
    const link = event.target.closest("[data-answer]");
    if (!link || !this.composer) return;
    event.preventDefault();
    this.composer.answer(link.dataset.answer);
  }

  /** A mark goes by itself: the row changes by the socket, and what she is writing stays. */
  async react(event) {
    const { target: form, submitter: button } = event;
    if (!form.hasAttribute("data-act") || !button?.hasAttribute("formaction")) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, button));
    const asked = { method: "POST", body, redirect: "manual", headers: { Accept: "text/html" } };
    const answer = await fetch(button.formAction, asked).catch(() => null);
    if (answer?.type === "opaqueredirect") return;
    const said = answer && pageOf(await answer.text()).querySelector("main [role=alert] p, main p");
    this.composer?.tell({ detail: said?.textContent ?? this.texts.notMarked }, "");
  }

  markRead() {
    if (!this.socket.cursor || this.read === this.socket.cursor || !this.rows.atNewest()) return;
    if (this.socket.say({ type: "read", group: this.dataset.group, rev: this.socket.cursor })) this.read = this.socket.cursor;
  }
}

customElements.define("room-live", RoomLive);
