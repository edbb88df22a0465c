// What the page knows, and who wants to hear of changes. No nodes, no network.

export const model = {
  timezone: "Asia/Shanghai",
  bot: null,
  people: new Map(),
  chats: new Map(),
  me: null,
  chat: null, // id of the open chat
  thread: null, // chosen topic of the open chat; null = all
  histories: new Map(), // chat id → Map(message id → message), loaded for `me` only: the newest
  whole: new Set(), // ids of chats whose history is loaded to its beginning
};

const listeners = new Map();

/**
 * Hear of a topic: people, chats, person (another one is chosen), room (another chat or
 * topic is open), messages (detail: chat id), clock (detail: ISO time), typing (chat id).
 */
export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, []);
  listeners.get(topic).push(listener);
}

/** Tell everybody who listens to the topic. */
export function emit(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) listener(detail);
}

/** Family and given name as people write it. */
export function nameOf(person) {
  if (!person) return "某人";
  if (person.title && !person.first_name) return person.title; // a chat as sender
  return [person.first_name, person.last_name].filter(Boolean).join(" ") || "某人";
}

export const me = () => model.people.get(model.me) ?? null;

export const botName = () => (model.bot ? nameOf(model.bot) : "机器人");

/** The chat as the person sees it; a private chat with the bot exists before its first word. */
export function chatOf(id) {
  const known = model.chats.get(id);
  if (known || id !== model.me) return known ?? null;
  return {
    id, type: "private", members: [id], administrators: [], topics: [], is_forum: false,
    bot: { status: "member", can_send: true }, reactions: true, last: null,
  };
}

export const isPrivate = (chat) => chat.type === "private";

export const isAdmin = (chat, person = model.me) => (chat.administrators ?? []).includes(person);

/** What stands over the chat: a private chat bears the bot's name. */
export const titleOf = (chat) => (isPrivate(chat) ? botName() : chat.title || "没有名字的群");

/** Whose colour the chat bears. */
export const faceOf = (chat) => (isPrivate(chat) ? (model.bot?.id ?? chat.id) : chat.id);

export function maySee(chat) {
  if (isPrivate(chat)) return chat.id === model.me;
  return !chat.migrated_to && (chat.members.includes(model.me) || isAdmin(chat));
}

export function mayWrite(chat) {
  return chat.type !== "channel" || isAdmin(chat);
}

/** The chosen person's chats, the latest word first. */
export function myChats() {
  const chats = [...model.chats.values()].filter(maySee);
  if (model.me !== null && !model.chats.has(model.me)) chats.push(chatOf(model.me));
  return chats.sort((a, b) => timeOf(b) - timeOf(a) || titleOf(a).localeCompare(titleOf(b), "zh"));
}

const timeOf = (chat) => (chat.last ? Date.parse(chat.last.date) : 0);

/** Loaded messages of a chat that are still there, oldest first. */
export function messagesOf(id) {
  const history = model.histories.get(id);
  if (!history) return [];
  return [...history.values()].filter((m) => !m.deleted).sort((a, b) => a.message_id - b.message_id);
}

export const messageOf = (chat, message) => model.histories.get(chat)?.get(message) ?? null;

/** Did the chosen person write it? An anonymous administrator's words are the chat's. */
export const isMine = (message) => !message.sender_chat && message.from?.id === model.me;

/** Who stands over the bubble: {id, name, title?}. */
export function senderOf(message) {
  if (message.sender_chat) return { id: message.sender_chat.id, name: nameOf(message.sender_chat) };
  const person = model.people.get(message.from?.id) ?? message.from;
  const title = person?.is_bot ? "机器人" : person?.title;
  return { id: person?.id ?? 0, name: nameOf(person), title };
}

/** One line that stands for a message in lists and previews. */
export function gist(message) {
  const words = (message.text ?? message.caption ?? "").replace(/\s+/g, " ").trim();
  if (message.service) return message.service;
  if (message.photo) return `[照片] ${words}`.trim();
  if (message.document) return `[文件] ${words || message.document.file_name || ""}`.trim();
  if (message.location) return "[位置]";
  return words || "[消息]";
}
