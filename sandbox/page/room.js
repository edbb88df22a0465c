// The head of the open chat: title, members, the bot's standing, topics, who is typing.

import { avatar, byId, h } from "./dom.js";
import { botName, chatOf, emit, faceOf, gist, isAdmin, isPrivate, messageOf, model, nameOf, on, titleOf } from "./model.js";
import { listBox } from "./notices.js";

const TYPING_MS = 6000; // Telegram shows "typing" for five seconds; one more for the way
const typing = new Map(); // chat id → timer

const STANDING = {
  administrator: "机器人是管理员", member: "机器人在群里", restricted: "机器人被禁言",
  left: "机器人不在群里", kicked: "机器人已被移出",
};

function show() {
  const chat = model.chat === null ? null : chatOf(model.chat);
  byId("nobody").hidden = Boolean(chat);
  byId("room-head").hidden = !chat;
  byId("scroller").hidden = !chat;
  byId("panes").classList.toggle("in-room", Boolean(chat));
  if (!chat) return;
  byId("room").setAttribute("aria-label", titleOf(chat));
  byId("room-title").replaceChildren(avatar(faceOf(chat), titleOf(chat), "medium"),
    h("span", { class: "room-words" }, h("span", { class: "room-name" }, titleOf(chat)), subtitle(chat)));
  pinned(chat);
  topics(chat);
}

function pinned(chat) {
  const bar = byId("pinned");
  const message = chat.pinned ? messageOf(chat.id, chat.pinned) : null;
  bar.hidden = !chat.pinned;
  bar.replaceChildren(h("b", {}, "置顶消息"), h("span", {}, message ? gist(message) : "点这里查看"));
}

function subtitle(chat) {
  if (typing.has(chat.id)) return h("span", { class: "room-sub typing" }, `${botName()} 正在输入…`);
  if (isPrivate(chat)) return h("span", { class: "room-sub" }, "机器人");
  const muted = chat.bot?.status === "member" && chat.bot.can_send === false;
  const standing = muted ? "机器人不能发言" : STANDING[chat.bot?.status] ?? "机器人不在群里";
  return h("span", { class: "room-sub" }, `${chat.members.length} 位成员 · ${standing}`);
}

function topics(chat) {
  const bar = byId("topics");
  bar.hidden = !chat.is_forum;
  if (!chat.is_forum) return;
  const all = [{ thread: null, name: "全部" }, { thread: 0, name: "常规" }, ...(chat.topics ?? [])];
  const drawn = JSON.stringify([chat.id, model.thread, all]);
  if (bar.dataset.drawn === drawn) return; // a chip that is focused must stay
  bar.dataset.drawn = drawn;
  bar.replaceChildren(...all.map(({ thread, name }) => h("button", {
    type: "button", class: "chip", "aria-pressed": String(model.thread === thread), data: { testid: `topic-${thread ?? "all"}` },
    on: { click: () => { model.thread = thread; emit("room"); } },
  }, name)));
}

function members() {
  const chat = chatOf(model.chat);
  if (!chat || isPrivate(chat)) return;
  listBox(`${titleOf(chat)} 的成员`, (close) => chat.members.map((id) => memberRow(chat, id, close)));
}

function memberRow(chat, id, close) {
  const person = model.people.get(id);
  const become = () => {
    close();
    emit("become", id);
  };
  const about = [person?.title, isAdmin(chat, id) && "管理员", id === model.me && "当前身份"].filter(Boolean).join(" · ");
  return h("button", { type: "button", class: "pick", title: "换成这个人", on: { click: become } },
    avatar(id, nameOf(person), "small"), h("span", {}, nameOf(person)), h("small", {}, about));
}

function noteTyping(chat) {
  clearTimeout(typing.get(chat));
  typing.set(chat, setTimeout(() => stopTyping(chat), TYPING_MS));
  show();
}

function stopTyping(chat) {
  if (!typing.has(chat)) return;
  clearTimeout(typing.get(chat));
  typing.delete(chat);
  show();
}

/** Wire the head. */
export function startRoom() {
  for (const topic of ["people", "chats", "person", "room"]) on(topic, show);
  on("messages", (id) => id === model.chat && pinned(chatOf(id)));
  on("typing", noteTyping);
  on("said", stopTyping);
  byId("room-title").addEventListener("click", members);
  byId("pinned").addEventListener("click", () => emit("goto", { chat: model.chat, message: chatOf(model.chat).pinned }));
  byId("back").addEventListener("click", () => emit("goto", { chat: null }));
}
