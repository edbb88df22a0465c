// Which messages each person has seen, remembered by the browser; counts for the list.

import { getMessages } from "./api.js";
import { emit, isMine, model, myChats } from "./model.js";

const KEY = "duban.sandbox.read";
const MOST = 100; // more is shown as 99+
// Chat id → ids of messages not seen by the chosen person. Sets, because an event and an
// answer may tell of the same message.
const waiting = new Map();

function marks() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

/** The last message id that the chosen person has seen there. */
export const lastRead = (chat) => marks()[model.me]?.[chat] ?? 0;

/** How many messages wait in a chat for the chosen person. */
export const unreadOf = (chat) => waiting.get(chat)?.size ?? 0;

/** Everything up to this message is seen. */
export function markRead(chat, message) {
  if (chat === null || (lastRead(chat) >= message && !waiting.has(chat))) return;
  const all = marks();
  all[model.me] = { ...all[model.me], [chat]: Math.max(message, lastRead(chat)) };
  localStorage.setItem(KEY, JSON.stringify(all));
  waiting.delete(chat);
  emit("unread");
}

function add(message) {
  const { chat_id: chat, message_id: id } = message;
  if (isMine(message) || message.deleted || id <= lastRead(chat)) return;
  if (!waiting.has(chat)) waiting.set(chat, new Set());
  waiting.get(chat).add(id);
}

/** Look anew in all chats of the chosen person, asking only where something is newer. */
export async function countAll() {
  waiting.clear();
  const person = model.me;
  forgetRestarted();
  await Promise.all(myChats().map(async (chat) => {
    const read = lastRead(chat.id);
    if (!chat.last || chat.last.message_id <= read) return;
    const messages = await getMessages(chat.id, person, { after: read, limit: MOST }).catch(() => []);
    if (person === model.me) messages.forEach(add);
  }));
  emit("unread");
}

function forgetRestarted() {
  // A sandbox that was emptied counts from 1 again; old marks would hide its messages.
  const all = marks();
  for (const chat of myChats()) {
    const read = all[model.me]?.[chat.id] ?? 0;
    if (read > (chat.last?.message_id ?? 0)) all[model.me][chat.id] = chat.last?.message_id ?? 0;
  }
  localStorage.setItem(KEY, JSON.stringify(all));
}

/** A message has arrived. */
export function noteArrival(message) {
  add(message);
  emit("unread");
}

/** A message was deleted. */
export function noteDeletion(message) {
  if (waiting.get(message.chat_id)?.delete(message.message_id)) emit("unread");
}
