// What every page does: the way out, one history entry, and the elements it holds.

import { watchTheWayOut } from "./leave.js";
import { keepOneEntry } from "./move.js";

watchTheWayOut();
keepOneEntry();

function loadElements() {
  if (document.querySelector("passkey-form")) import("./elements/passkey-form.js");
  if (document.querySelector("desk-keys")) import("./elements/desk-keys.js");
  if (!document.querySelector("room-live")) return;
  import("./elements/composer.js");
  import("./elements/room-live.js");
}

loadElements();
document.addEventListener("shown", loadElements);
