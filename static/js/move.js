// Keeps one history entry however far she walks inside: links replace, forms are fetched.

import { nodesOf, pageOf } from "./server-html.js";

const guards = new Set();

/** While `busy()` is true a move asks first, with `question`. */
export function askBeforeMoving(busy, question) {
  guards.add({ busy, question });
}

function mayMove() {
  for (const { busy, question } of guards) {
    if (busy() && !confirm(question)) return false;
  }
  return true;
}

/** Words in a box of this page that nobody has been sent. */
function unsent() {
  const boxes = [...document.querySelectorAll("textarea:not([readonly])")];
  return boxes.some((box) => box.value.trim() && box.value !== box.defaultValue);
}

/** No connection: she stays here, with what she typed; the browser's own page would name this place. */
function tellAway(away) {
  const told = document.querySelector("[data-away]");
  if (!told) return;
  told.hidden = !away;
  away ? told.setAttribute("role", "alert") : told.removeAttribute("role"); // hidden it is no alert
}

function inside(link) {
  return link.origin === location.origin && !link.hasAttribute("download") && !link.target;
}

function onClick(event) {
  const link = event.target.closest?.("a[href]");
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || event.defaultPrevented || !inside(link)) return;
  event.preventDefault();
  if (link.pathname === location.pathname && link.search === location.search && link.hash) {
    document.querySelector(link.hash)?.scrollIntoView({ block: "center" });
    document.querySelector(link.hash)?.focus?.();
  } else if (link.closest(".second") || mayMove()) { // the second look offers this way itself
    location.replace(link.href);
  }
}

async function onSubmit(event) {
  const form = event.target, button = event.submitter;
  const action = button?.formAction && button.hasAttribute("formaction") ? button.formAction : form.action;
  const method = (form.getAttribute("method") ?? "get").toLowerCase();
  if (event.defaultPrevented || form.hasAttribute("data-download")) return;
  event.preventDefault();
  if (method === "get") return narrow(form, action, button);
  if (form.dataset.sending) return;
  form.dataset.sending = "1";
  tellAway(false);
  const given = new FormData(form, button ?? undefined);
  const body = form.enctype === "multipart/form-data" ? given : new URLSearchParams(given);
  try {
    const answer = await fetch(action, { method: "POST", body, headers: { Accept: "text/html" } });
    if (answer.redirected) return location.replace(answer.url);
    show(pageOf(await answer.text()));
  } catch {
    tellAway(true);
  } finally {
    delete form.dataset.sending;
  }
}

/** A form that only asks (a filter) leads on as a link does. */
function narrow(form, action, button) {
  const to = new URL(action, location.href);
  to.search = new URLSearchParams(new FormData(form, button ?? undefined));
  if (mayMove()) location.replace(to.href);
}

/** Put another page's body in the place of this one. */
function show(page) {
  const fresh = nodesOf(page.body.innerHTML);
  document.body.replaceChildren(fresh);
  document.dispatchEvent(new CustomEvent("shown"));
  scrollTo(0, 0);
  const first = document.querySelector("[role=alert]") ?? document.querySelector("main");
  first?.setAttribute("tabindex", "-1");
  first?.focus();
}

export function keepOneEntry() {
  const question = document.querySelector("[data-away]")?.dataset.unsent;
  askBeforeMoving(unsent, question);
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
}
