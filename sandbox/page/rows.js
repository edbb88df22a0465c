// Messages → the rows of the timeline: days, albums gathered, runs by one person joined.
// Pure: data in, descriptions out; timeline.js makes nodes of them.

import { isMine, isPrivate, senderOf } from "./model.js";
import { dayKey, dayLabel } from "./time.js";

const RUN_MS = 5 * 60 * 1000;

/**
 * Descriptions of rows: {key, kind: "day"|"unread"|"service"|"bubble", label?, messages?,
 * look?, signature}. A row whose signature is unchanged keeps its node.
 */
export function rowsOf(messages, { chat, thread, unreadAfter, now }) {
  const rows = [];
  let previous = null;
  let day = null;
  let unreadShown = !unreadAfter;
  for (const group of grouped(messages)) {
    const [message] = group;
    if (dayKey(message.date) !== day) {
      day = dayKey(message.date);
      const label = dayLabel(message.date, now);
      rows.push({ key: `day-${day}-${message.message_id}`, kind: "day", label, signature: label });
      previous = null;
    }
    if (!unreadShown && message.message_id > unreadAfter && !isMine(message)) {
      unreadShown = true;
      rows.push({ key: "unread", kind: "unread", label: "以下是新消息", signature: "" });
      previous = null;
    }
    const row = message.service ? serviceRow(message) : bubbleRow(group, chat, thread);
    join(previous, row);
    rows.push(row);
    previous = row.kind === "bubble" ? row : null;
  }
  return rows.map(signed);
}

function grouped(messages) {
  const albums = new Map();
  const groups = [];
  for (const message of messages) {
    const album = message.media_group_id;
    if (album && albums.has(album)) albums.get(album).push(message);
    else {
      groups.push([message]);
      if (album) albums.set(album, groups.at(-1));
    }
  }
  return groups;
}

const serviceRow = (message) => ({ key: `m${message.message_id}`, kind: "service", label: message.service, messages: [message] });

function bubbleRow(messages, chat, thread) {
  const [message] = messages;
  const topic = chat.is_forum && thread === null && topicName(chat, message.thread);
  const look = { first: true, last: true, group: !isPrivate(chat), topic };
  return { key: `m${message.message_id}`, kind: "bubble", messages, look };
}

/** The name of a topic; messages without one are in 常规. */
export function topicName(chat, thread) {
  if (!thread) return "常规";
  return chat.topics?.find((topic) => topic.thread === thread)?.name ?? "话题";
}

function join(previous, row) {
  if (!previous || row.kind !== "bubble") return;
  const [before] = previous.messages;
  const [after] = row.messages;
  const together = senderOf(before).id === senderOf(after).id && before.thread === after.thread
    && Date.parse(after.date) - Date.parse(before.date) < RUN_MS;
  if (!together) return;
  previous.look.last = false;
  row.look.first = false;
}

const texts = new WeakMap();

function textOf(message) {
  // Messages are replaced, never changed in place, so their text can be remembered.
  if (!texts.has(message)) texts.set(message, JSON.stringify(message));
  return texts.get(message);
}

function signed(row) {
  if (row.signature !== undefined) return row;
  return { ...row, signature: JSON.stringify(row.look ?? "") + row.messages.map(textOf).join() };
}
