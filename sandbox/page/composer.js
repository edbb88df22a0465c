// Writing: text, album, files, place, reply, edit.

import { editMessage, postMessage } from "./api.js";
import { forgetCommands, steerCommands, suggest } from "./commands.js";
import { byId, h, icon, iconButton } from "./dom.js";
import { takeMessage } from "./live.js";
import { chatOf, gist, isAdmin, isMine, isPrivate, mayWrite, messagesOf, model, on, senderOf } from "./model.js";
import { complain } from "./notices.js";
import { askPlace } from "./placebox.js";
import { attach, hasAttachments, startTray, takeAttachments } from "./tray.js";
import { toBottom } from "./timeline.js";

const MOST_LINES_PX = 160;
const drafts = new Map(); // "person/chat" → text
const context = { reply: null, edit: null };
let place = "";
let queue = Promise.resolve(); // keeps the order of what is sent quickly one after the other

const field = () => byId("composer");

function fit() {
  field().style.height = "auto";
  field().style.height = `${Math.min(field().scrollHeight, MOST_LINES_PX)}px`;
  byId("send").classList.toggle("ready", Boolean(field().value.trim()) || hasAttachments());
}

function showContext() {
  const bar = byId("context-bar");
  const message = context.edit ?? context.reply;
  bar.hidden = !message;
  if (!message) return bar.replaceChildren();
  const heading = context.edit ? "编辑消息" : `回复 ${senderOf(message).name}`;
  bar.replaceChildren(icon(context.edit ? "edit" : "reply"),
    h("span", { class: "context-words" }, h("b", {}, heading), h("span", {}, gist(message))),
    iconButton("close", "取消", cancelContext));
}

function cancelContext() {
  if (context.edit) write("");
  Object.assign(context, { reply: null, edit: null });
  showContext();
  field().focus();
}

function write(text) {
  field().value = text;
  fit();
}

function startReply(message) {
  if (context.edit) write("");
  Object.assign(context, { reply: message, edit: null });
  showContext();
  field().focus();
}

function startEdit(message) {
  Object.assign(context, { reply: null, edit: message });
  write(message.text ?? message.caption ?? "");
  showContext();
  field().focus();
  field().setSelectionRange(field().value.length, field().value.length);
}

function submit() {
  const text = field().value.trim();
  if (context.edit) return submitEdit(text);
  if (!text && !hasAttachments()) return;
  const { photos, documents } = takeAttachments();
  send(bundles(text, photos, documents), text);
  write("");
  drafts.delete(place);
}

function bundles(text, photos, documents) {
  // An album is one message; every file is its own. The words go with the first.
  const lots = [...(photos.length ? [photos] : []), ...documents.map((pair) => [pair])];
  if (!lots.length) lots.push([]);
  return lots.map((files, index) => ({ files, text: index === 0 ? text : "" }));
}

function send(lots, words) {
  const chat = model.chat;
  const base = addressed();
  context.reply = null;
  showContext();
  toBottom();
  queue = queue.then(async () => {
    byId("send").setAttribute("aria-busy", "true");
    try {
      for (const { files, text, ...more } of lots) {
        const fields = { ...base, ...(text && { text }), ...more };
        (await postMessage(chat, fields, files)).forEach(takeMessage);
      }
    } catch (error) {
      complain(error);
      giveBack(chat, lots, words);
    } finally {
      byId("send").removeAttribute("aria-busy");
    }
    if (chat === model.chat) toBottom();
  });
}

function giveBack(chat, lots, words) {
  // What could not be sent must not be typed again.
  if (chat !== model.chat || field().value) return;
  write(words);
  for (const [part, file] of lots.flatMap((lot) => lot.files)) attach([file], part === "document");
}

function addressed() {
  const reply = context.reply;
  const thread = model.thread || reply?.thread;
  const anonymous = !byId("as-chat").hidden && byId("as-chat").getAttribute("aria-pressed") === "true";
  return {
    from: model.me,
    ...(anonymous && { as_chat: true }),
    ...(reply && { reply_to: reply.message_id }),
    ...(thread && { thread }),
  };
}

async function submitEdit(text) {
  const message = context.edit;
  if (!text && message.text) return complain(new Error("消息不能改成空的；要撤掉它，请用「删除」"));
  try {
    if (text !== (message.text ?? message.caption ?? "")) await editMessage(message.chat_id, message.message_id, model.me, text);
    cancelContext();
  } catch (error) {
    complain(error);
  }
}

async function sendPlace() {
  const location = await askPlace();
  if (location) send([{ files: [], text: "", location }], "");
}

function editLast() {
  const own = messagesOf(model.chat).filter((m) => isMine(m) && (m.text || m.caption));
  if (own.length) startEdit(own.at(-1));
}

function keys(event) {
  if (event.isComposing || event.keyCode === 229 || steerCommands(event)) return; // an input method is at work
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    submit();
  } else if (event.key === "Escape" && (context.edit || context.reply)) cancelContext();
  else if (event.key === "ArrowUp" && !field().value && !context.reply) editLast();
}

function enterRoom() {
  const next = `${model.me}/${model.chat}`;
  const chat = model.chat === null ? null : chatOf(model.chat);
  byId("composer-form").hidden = !chat || !mayWrite(chat);
  byId("read-only").hidden = !chat || mayWrite(chat);
  byId("as-chat").hidden = !chat || isPrivate(chat) || chat.type === "channel" || !isAdmin(chat);
  if (next === place) return;
  if (field().value && !context.edit) drafts.set(place, field().value);
  else drafts.delete(place);
  if (place) takeAttachments(); // they were meant for the chat that is left
  place = next;
  byId("as-chat").setAttribute("aria-pressed", "false");
  Object.assign(context, { reply: null, edit: null });
  showContext();
  forgetCommands();
  write(drafts.get(place) ?? "");
  if (chat && readyToType()) field().focus({ preventScroll: true });
}

// With a keyboard one types at once; on a phone the screen's keyboard would jump up.
const readyToType = () => matchMedia("(hover: hover) and (min-width: 720px)").matches
  && (document.activeElement === document.body || document.activeElement.closest("#chat-list"));

/** Wire the composer. */
export function startComposer() {
  startTray(fit);
  byId("composer-form").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  field().addEventListener("keydown", keys);
  field().addEventListener("input", () => {
    fit();
    suggest();
  });
  byId("location").addEventListener("click", sendPlace);
  byId("as-chat").addEventListener("click", ({ currentTarget: button }) => {
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    field().focus();
  });
  on("reply", startReply);
  on("edit", startEdit);
  on("room", enterRoom);
  on("chats", enterRoom);
}
