// Business time: shown always, moved on by four buttons.

import { moveClock } from "./api.js";
import { byId } from "./dom.js";
import { emit, on } from "./model.js";
import { complain } from "./notices.js";
import { dayKey, fullTime } from "./time.js";

let anchor = { sandbox: Date.now(), machine: performance.now() };

/** Business time now, in milliseconds; runs on between the sandbox's announcements. */
export const now = () => anchor.sandbox + (performance.now() - anchor.machine);

/** Take over the sandbox's time (ISO). */
export function setClock(iso) {
  const before = now();
  anchor = { sandbox: Date.parse(iso), machine: performance.now() };
  show();
  if (dayKey(before) !== dayKey(now())) emit("day");
}

function show() {
  const node = byId("clock");
  const text = fullTime(now());
  if (node.textContent === text) return;
  node.textContent = text;
  node.dateTime = new Date(now()).toISOString();
}

async function jump(button) {
  const { advance, to } = button.dataset;
  button.disabled = true;
  try {
    const answer = await moveClock(advance ? { advance: Number(advance) } : { to });
    if (answer?.now) setClock(answer.now);
    flash();
  } catch (error) {
    complain(error);
  } finally {
    button.disabled = false;
    button.focus({ preventScroll: true });
  }
}

function flash() {
  const node = byId("clock");
  node.classList.remove("jumped");
  requestAnimationFrame(() => node.classList.add("jumped"));
}

/** Wire the buttons and keep the shown time going. */
export function startClock() {
  for (const button of document.querySelectorAll(".jumps button")) {
    button.addEventListener("click", () => jump(button));
  }
  on("clock", setClock);
  setInterval(show, 1000);
}
