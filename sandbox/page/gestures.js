// On bubbles: double click or swipe = reply, right click or long press = menu.

import { actions } from "./actions.js";
import { byId } from "./dom.js";
import { emit, messageOf, messagesOf, model } from "./model.js";

const LONG_PRESS_MS = 450;
const SWIPE_START = 12;
const SWIPE_ENOUGH = 56;
const SWIPE_MOST = 80;

function messagesAt(target) {
  const row = target.closest?.(".row");
  if (!row) return null;
  const message = messageOf(model.chat, Number(row.dataset.mid));
  if (!message) return null;
  if (!message.media_group_id) return [message];
  return messagesOf(model.chat).filter((m) => m.media_group_id === message.media_group_id);
}

function doubleClick(event) {
  if (event.target.closest("button, a, .round")) return;
  const messages = messagesAt(event.target);
  if (!messages) return;
  getSelection()?.removeAllRanges();
  emit("reply", messages[0]);
}

function contextMenu(event) {
  if (event.target.closest("a") || String(getSelection() ?? "")) return; // the browser's own menu
  const messages = messagesAt(event.target);
  if (messages) actions.menu(messages, event);
}

function touches(timeline) {
  let touch = null;
  timeline.addEventListener("touchstart", (event) => {
    const row = event.target.closest(".row");
    if (!row || event.touches.length > 1) return;
    const { clientX: x, clientY: y } = event.touches[0];
    touch = { row, x, y, way: 0, timer: setTimeout(() => longPress(event), LONG_PRESS_MS) };
  }, { passive: true });
  timeline.addEventListener("touchmove", (event) => touch && slide(touch, event.touches[0]), { passive: true });
  for (const end of ["touchend", "touchcancel"]) {
    timeline.addEventListener(end, () => {
      if (touch) release(touch);
      touch = null;
    });
  }
  function longPress(event) {
    const messages = messagesAt(event.target);
    if (messages) actions.menu(messages, { touches: [{ clientX: touch.x, clientY: touch.y }] });
    touch = null;
  }
}

function slide(touch, { clientX, clientY }) {
  const aside = touch.x - clientX;
  const along = Math.abs(touch.y - clientY);
  if (Math.max(Math.abs(aside), along) > SWIPE_START) clearTimeout(touch.timer);
  if (along > SWIPE_START && touch.way === 0) touch.way = -1; // scrolling, not swiping
  if (touch.way < 0 || aside < SWIPE_START) return;
  touch.way = Math.min(aside, SWIPE_MOST);
  touch.row.style.transform = `translateX(${-touch.way}px)`;
}

function release(touch) {
  clearTimeout(touch.timer);
  touch.row.style.transform = "";
  if (touch.way < SWIPE_ENOUGH) return;
  const messages = messagesAt(touch.row);
  if (messages) emit("reply", messages[0]);
}

/** Wire the gestures. */
export function startGestures() {
  const timeline = byId("timeline");
  timeline.addEventListener("dblclick", doubleClick);
  timeline.addEventListener("contextmenu", contextMenu);
  touches(timeline);
}
