// Keeps the model true: first the whole state, then server-sent events; again after a break.

import { getMessages, getState } from "./api.js";
import { setClock } from "./clock.js";
import { byId } from "./dom.js";
import { emit, messagesOf, model } from "./model.js";
import { complain } from "./notices.js";
import { countAll, noteArrival, noteDeletion } from "./unread.js";

const RETRY_MS = 1000;
const PORTION = 200;
const AROUND = 20;
const early = new Map(); // chat id → messages that came by event while its history was loading
let refreshing = 0;
const held = []; // events that came meanwhile: the state may be older than they are

/** Read people, chats, bot and clock; then take in what came meanwhile. */
async function refresh() {
  refreshing += 1;
  try {
    show(await getState());
  } finally {
    refreshing -= 1;
    if (!refreshing) held.splice(0).forEach(take);
  }
}

function show(state) {
  model.timezone = state.timezone ?? model.timezone;
  model.bot = state.bot;
  model.people = new Map(state.people.map((person) => [person.id, person]));
  model.chats = new Map(state.chats.map((chat) => [chat.id, chat]));
  setClock(state.now);
  emit("people");
  emit("chats");
}

/** Load the newest of what the chosen person sees in a chat, unless it is here already. */
export async function loadHistory(chat, { again = false } = {}) {
  if (chat === null || (model.histories.has(chat) && !again)) return;
  const size = Math.max(PORTION, model.histories.get(chat)?.size ?? 0);
  await load(chat, { limit: size });
}

/** Load one more portion of a chat's past. */
export async function loadOlder(chat) {
  if (!model.whole.has(chat)) await load(chat, { limit: (model.histories.get(chat)?.size ?? 0) + PORTION });
}

/** Load a chat's past back to a message and a little beyond. */
export async function loadBackTo(chat, message) {
  const known = model.histories.get(chat);
  if (known?.has(message) || model.whole.has(chat)) return;
  await load(chat, { after: Math.max(0, message - AROUND) });
}

async function load(chat, extent) {
  const person = model.me;
  early.set(chat, new Map());
  try {
    const messages = await getMessages(chat, person, extent);
    if (person !== model.me) return;
    const history = new Map(messages.map((m) => [m.message_id, m]));
    // An event is never older than the answer: what it says wins.
    for (const [id, message] of early.get(chat) ?? []) history.set(id, message);
    model.histories.set(chat, history);
    if (!extent.after && !(messages.length >= extent.limit)) model.whole.add(chat);
  } catch (error) {
    if (error.status !== 404) complain(error); // the private chat before its first word
    if (person === model.me && !model.histories.has(chat)) model.histories.set(chat, new Map());
  } finally {
    early.delete(chat);
  }
  emit("messages", chat);
}

/** Take in a new or changed message. */
export function takeMessage(message) {
  const chat = message.chat_id;
  const history = model.histories.get(chat);
  const arrived = isNewest(message);
  history?.set(message.message_id, message);
  early.get(chat)?.set(message.message_id, message);
  if (!model.bot && message.from?.is_bot) model.bot = message.from;
  updateLast(message);
  if (arrived) {
    noteArrival(message);
    emit("said", chat);
  }
  emit("messages", chat);
}

const isNewest = (message) => message.message_id > (model.chats.get(message.chat_id)?.last?.message_id ?? 0);

function updateLast(message) {
  const chat = model.chats.get(message.chat_id);
  if (!chat || message.message_id < (chat.last?.message_id ?? 0)) return;
  model.chats.set(chat.id, { ...chat, last: message });
  emit("chats");
}

function takeDeletion({ chat_id: chat, message }) {
  const id = message.message_id;
  model.histories.get(chat)?.set(id, message);
  early.get(chat)?.set(id, message);
  noteDeletion(message);
  emit("messages", chat);
  const known = model.chats.get(chat);
  if (known?.last?.message_id !== id) return;
  if (model.histories.has(chat)) {
    model.chats.set(chat, { ...known, last: messagesOf(chat).at(-1) ?? null });
    emit("chats");
  } else refresh().catch(complain);
}

function takeChat(chat) {
  model.chats.set(chat.id, chat);
  emit("chats");
}

function takePerson(person) {
  if (person.is_bot) model.bot = person;
  else model.people.set(person.id, person);
  emit("people");
  emit("chats");
}

function take(event) {
  if (refreshing) return void held.push(event);
  const said = JSON.parse(event.data);
  if (said.type === "reset") return resync();
  if (said.type === "deleted") takeDeletion(said);
  else if (said.type === "chat") takeChat(said.chat);
  else if (said.type === "person") takePerson(said.person);
  else if (said.type === "clock") emit("clock", said.now);
  else if (said.type === "typing") emit("typing", said.chat_id);
  else if (said.message) takeMessage(said.message);
}

/** Listen for events for as long as the page lives; reads everything once they flow. */
export function listen() {
  const source = new EventSource("/sandbox/events");
  source.addEventListener("message", take);
  source.addEventListener("open", () => {
    byId("offline").hidden = true;
    resync();
  });
  source.addEventListener("error", () => {
    byId("offline").hidden = false;
    source.close(); // everything is read anew on opening, so there is nothing to resume
    setTimeout(listen, RETRY_MS);
  });
}

async function resync() {
  // The sandbox may have been stopped and started; events of the gap can be lost.
  const first = model.me === null;
  try {
    await refresh();
  } catch (error) {
    complain(error);
    return setTimeout(resync, RETRY_MS);
  }
  if (first) return; // choosing a person loads the rest
  for (const chat of [...model.histories.keys()]) if (chat !== model.chat) model.histories.delete(chat);
  await loadHistory(model.chat, { again: true });
  await countAll();
}
