// What every page does: the way out, one history entry, times, and the elements it holds.

import { watchTheWayOut } from "./leave.js";
import { keepOneEntry } from "./move.js";

watchTheWayOut();
keepOneEntry();

const lang = document.documentElement.lang;
const clock = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(lang, { day: "numeric", month: "short" });
const today = new Intl.RelativeTimeFormat(lang, { numeric: "auto" }).format(0, "day");

/** Times in the reader's own zone, as people say them. Nothing about the zone leaves the page. */
function tellTimes(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const near = at.toDateString() === new Date().toDateString();
    time.textContent = `${near ? today : day.format(at)} ${clock.format(at)}`;
  }
}

function loadElements() {
  if (document.querySelector("passkey-form")) import("./elements/passkey-form.js");
  if (document.querySelector("desk-keys")) import("./elements/desk-keys.js");
  if (!document.querySelector("room-live")) return;
  import("./elements/composer.js");
  import("./elements/room-live.js");
}

function draw() {
  tellTimes(document);
  loadElements();
}

draw();
document.addEventListener("shown", draw);
document.addEventListener("drawn", (event) => tellTimes(event.target));
