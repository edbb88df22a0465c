// The list of the chosen person's chats.

import { now } from "./clock.js";
import { avatar, byId, h } from "./dom.js";
import { emit, faceOf, gist, isMine, isPrivate, model, myChats, on, senderOf, titleOf } from "./model.js";
import { listTime } from "./time.js";
import { unreadOf } from "./unread.js";

let pending = false;

function schedule() {
  if (pending) return;
  pending = true;
  requestAnimationFrame(() => {
    pending = false;
    show();
  });
}

function show() {
  const wanted = byId("chat-search").value.trim().toLowerCase();
  const chats = myChats().filter((chat) => titleOf(chat).toLowerCase().includes(wanted));
  const focused = document.activeElement?.closest?.("#chat-list [data-testid]")?.dataset.testid;
  byId("chat-list").replaceChildren(...(chats.length ? chats.map(item) : [h("li", { class: "no-chats" }, "没有聊天")]));
  if (focused) byId("chat-list").querySelector(`[data-testid="${focused}"]`)?.focus({ preventScroll: true });
  const waiting = myChats().reduce((sum, chat) => sum + unreadOf(chat.id), 0);
  document.title = `${waiting ? `(${waiting}) ` : ""}督办 · 沙盒`;
}

function item(chat) {
  const unread = unreadOf(chat.id);
  const open = chat.id === model.chat;
  return h("li", {}, h("button", {
    type: "button", class: `chat-item${open ? " open" : ""}`, data: { testid: `chat-${chat.id}` },
    "aria-current": open ? "true" : null, on: { click: () => emit("goto", { chat: chat.id }) },
  },
  avatar(faceOf(chat), titleOf(chat)),
  h("span", { class: "chat-words" },
    h("span", { class: "chat-line" },
      h("span", { class: "chat-name" }, titleOf(chat)),
      chat.last && h("time", {}, listTime(chat.last.date, now()))),
    h("span", { class: "chat-line" },
      h("span", { class: "chat-last" }, lastWords(chat)),
      unread > 0 && badge(unread)))));
}

const badge = (unread) =>
  h("span", { class: "badge", "aria-label": `${unread} 条新消息` }, unread > 99 ? "99+" : String(unread));

function lastWords(chat) {
  if (!chat.last) return [isPrivate(chat) ? "和机器人单独说话" : "还没有消息"];
  const said = gist(chat.last);
  if (isPrivate(chat) || chat.last.service) return [said];
  const who = isMine(chat.last) ? "我" : senderOf(chat.last).name;
  return [h("span", { class: "chat-who" }, `${who}：`), said];
}

/** Wire the list. */
export function startChatList() {
  for (const topic of ["people", "chats", "person", "room", "unread", "day"]) on(topic, schedule);
  byId("chat-search").addEventListener("input", schedule);
}
