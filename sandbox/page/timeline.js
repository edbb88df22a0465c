// The open chat's messages: a window of the last ones, kept in place while it changes.

import { actions } from "./actions.js";
import { bubbleRow, centredRow } from "./bubble.js";
import { now } from "./clock.js";
import { byId } from "./dom.js";
import { loadOlder } from "./live.js";
import { chatOf, isMine, messagesOf, model, on } from "./model.js";
import { toast } from "./notices.js";
import { rowsOf } from "./rows.js";
import { lastRead, markRead } from "./unread.js";

const WINDOW = 200;
const CONTEXT = 20; // messages shown before the one that is jumped to
const NEAR_BOTTOM = 80;

const view = {
  place: null, // "person/chat/topic" that is shown
  from: 0, // the first message id of the window
  unreadAfter: 0,
  nodes: new Map(), // row key → {node, signature}
  pending: false,
  fresh: 0, // new messages below while scrolled up
  newest: 0,
};

const scroller = () => byId("scroller");
const atBottom = () => scroller().scrollHeight - scroller().scrollTop - scroller().clientHeight < NEAR_BOTTOM;

function shownMessages() {
  const all = messagesOf(model.chat);
  return model.thread === null ? all : all.filter((m) => (m.thread ?? 0) === model.thread);
}

/** Draw once in the next frame, however many changes arrive before. */
export function schedule() {
  if (view.pending) return;
  view.pending = true;
  requestAnimationFrame(() => {
    view.pending = false;
    draw();
  });
}

/** `wandering`: the person goes into the past on purpose, so the bottom must not hold the view. */
function draw({ wandering = false } = {}) {
  const chat = model.chat === null ? null : chatOf(model.chat);
  if (!chat || !model.histories.has(model.chat)) return clear();
  const all = shownMessages();
  const opened = enter(all);
  const stick = opened || (atBottom() && !wandering);
  const hold = stick ? null : anchor();
  if (stick && !opened && all.filter((m) => m.message_id >= view.from).length > WINDOW * 2) slideWindow(all);
  const shown = all.filter((m) => m.message_id >= view.from);
  reconcile(rowsOf(shown, { chat, thread: model.thread, unreadAfter: view.unreadAfter, now: now() }));
  byId("earlier").hidden = shown.length === all.length && model.whole.has(model.chat);
  settle(opened, stick, hold, all);
}

function clear() {
  byId("timeline").replaceChildren();
  Object.assign(view, { place: null, nodes: new Map(), fresh: 0, newest: 0 });
  byId("earlier").hidden = true;
  showJump();
}

function enter(all) {
  const place = `${model.me}/${model.chat}/${model.thread}`;
  if (view.place === place) return false;
  clear();
  view.place = place;
  slideWindow(all);
  view.newest = all.at(-1)?.message_id ?? 0;
  const read = lastRead(model.chat);
  view.unreadAfter = all.some((m) => m.message_id > read && !isMine(m)) ? read : 0;
  return true;
}

function slideWindow(all) {
  view.from = all.at(-WINDOW)?.message_id ?? 0;
}

function reconcile(rows) {
  const home = byId("timeline");
  const nodes = new Map();
  let cursor = home.firstChild;
  for (const row of rows) {
    const node = keptOrNew(row);
    nodes.set(row.key, { node, signature: row.signature });
    if (node === cursor) cursor = cursor.nextSibling;
    else home.insertBefore(node, cursor);
  }
  while (cursor) {
    const next = cursor.nextSibling;
    cursor.remove();
    cursor = next;
  }
  view.nodes = nodes;
}

function keptOrNew(row) {
  const old = view.nodes.get(row.key);
  if (old?.signature === row.signature) return old.node;
  const node = build(row);
  if (old?.node.contains(document.activeElement)) keepFocus(old.node, node);
  return node;
}

function build(row) {
  if (row.kind === "bubble") return bubbleRow(row.messages, row.look, actions);
  return centredRow(row.label, row.kind, row.messages?.[0].message_id);
}

function keepFocus(old, node) {
  // A card is edited when its button is pressed: the keyboard's place must not be lost.
  const label = document.activeElement.textContent;
  const again = [...node.querySelectorAll(".inline-button")].find((button) => button.textContent === label);
  requestAnimationFrame(() => (again ?? node).focus({ preventScroll: true }));
}

function anchor() {
  const top = scroller().getBoundingClientRect().top;
  for (const [key, { node }] of view.nodes) {
    const box = node.getBoundingClientRect();
    if (key.startsWith("m") && box.bottom > top) return { key, offset: box.top - top }; // days come and go
  }
  return null;
}

function settle(opened, stick, hold, all) {
  const box = scroller();
  const unread = opened && view.nodes.get("unread")?.node;
  if (stick) box.scrollTop = box.scrollHeight;
  if (unread && unread.getBoundingClientRect().top < box.getBoundingClientRect().top) unread.scrollIntoView({ block: "start" });
  const kept = hold && view.nodes.get(hold.key)?.node;
  if (kept) box.scrollTop += kept.getBoundingClientRect().top - box.getBoundingClientRect().top - hold.offset;
  count(all);
}

function count(all) {
  const fresh = all.filter((m) => m.message_id > view.newest && !isMine(m)).length;
  view.newest = Math.max(view.newest, all.at(-1)?.message_id ?? 0);
  view.fresh = atBottom() ? 0 : view.fresh + fresh;
  showJump();
  seen();
}

function showJump() {
  const down = atBottom();
  byId("jump-down").hidden = down || model.chat === null;
  byId("jump-count").hidden = !view.fresh;
  byId("jump-count").textContent = view.fresh > 99 ? "99+" : String(view.fresh);
}

function seen() {
  if (!atBottom() || document.hidden || !onScreen()) return;
  view.fresh = 0;
  markRead(model.chat, messagesOf(model.chat).at(-1)?.message_id ?? 0);
}

// On a phone the room may be behind the list.
const onScreen = () => scroller().offsetParent !== null;

/** To the newest message. */
export function toBottom() {
  const box = scroller();
  box.scrollTo({ top: box.scrollHeight });
  view.fresh = 0;
  showJump();
  seen();
}

/** Scroll to a message of the open chat and flash it; widens the window if it must. */
export function showMessage(mid) {
  const all = shownMessages();
  if (!all.some((m) => m.message_id === mid)) return toast("找不到这条消息，可能已被删除");
  if (mid < view.from) {
    const index = all.findIndex((m) => m.message_id === mid);
    view.from = all[Math.max(0, index - CONTEXT)].message_id;
  }
  draw({ wandering: true });
  const node = byId("timeline").querySelector(`[data-mid="${Number(mid)}"]`);
  const row = node?.closest(".row, .centred");
  if (!row) return;
  row.scrollIntoView({ block: "center" });
  row.classList.remove("flash");
  requestAnimationFrame(() => row.classList.add("flash"));
  row.focus({ preventScroll: true });
}

async function earlier() {
  await loadOlder(model.chat);
  const all = shownMessages();
  const index = all.findIndex((m) => m.message_id >= view.from);
  view.from = all[Math.max(0, index - WINDOW)]?.message_id ?? 0;
  draw({ wandering: true });
}

/** Wire the timeline. */
export function startTimeline() {
  on("messages", (chat) => chat === model.chat && schedule());
  on("room", schedule);
  on("people", schedule);
  on("day", schedule);
  byId("earlier").addEventListener("click", earlier);
  byId("jump-down").addEventListener("click", toBottom);
  scroller().addEventListener("scroll", () => {
    if (atBottom()) seen();
    showJump();
  }, { passive: true });
  document.addEventListener("visibilitychange", seen);
  // Opening the composer's tray or a phone's keyboard must not hide the newest message.
  let wasAtBottom = true;
  scroller().addEventListener("scroll", () => (wasAtBottom = atBottom()), { passive: true });
  new ResizeObserver(() => wasAtBottom && toBottom()).observe(scroller());
}
