// The way out: blank at once, end the session, go on without a history entry.

const WAIT_MS = 1000;
const WITHIN_MS = 1000;

let leaving = false;

export function leave() {
  if (leaving) return;
  leaving = true;
  document.dispatchEvent(new CustomEvent("leaving"));
  document.title = "…";
  document.body.replaceChildren();
  const go = () => location.replace("/n/");
  const late = setTimeout(go, WAIT_MS);
  // Where no server answers at all the page stays blank: the browser's own error page would name it.
  const stay = () => clearTimeout(late);
  fetch("/leave/", { method: "POST", keepalive: true, redirect: "manual" }).then(go, stay);
}

/** A page whose session is over empties itself. */
export function signedOut() {
  if (leaving) return;
  leaving = true;
  document.body.replaceChildren();
  location.replace("/account/login/");
}

export function watchTheWayOut() {
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") === "/leave/") {
      event.preventDefault();
      event.stopImmediatePropagation();
      leave();
    }
  }, true);
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") presses = [];
    else if (!event.repeat) {
      presses = [...presses, event.timeStamp].filter((at) => event.timeStamp - at < WITHIN_MS);
      if (presses.length >= 3) leave();
    }
  }, true);
  // A page that comes back from the browser's memory is not shown: it is asked for again.
  addEventListener("pagehide", () => document.body.replaceChildren());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}
