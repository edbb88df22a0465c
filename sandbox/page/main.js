// Starts the page; decides which person looks at which chat, and keeps that in the address.

import { startChatList } from "./chatlist.js";
import { startClock } from "./clock.js";
import { startComposer } from "./composer.js";
import { startGestures } from "./gestures.js";
import { listen, loadBackTo, loadHistory } from "./live.js";
import { startMenus } from "./menu.js";
import { chatOf, emit, maySee, model, myChats, on } from "./model.js";
import { complain } from "./notices.js";
import { startPeople } from "./people.js";
import { startRoom } from "./room.js";
import { showMessage, startTimeline } from "./timeline.js";
import { countAll } from "./unread.js";

const PERSON_KEY = "duban.sandbox.person";
const CHAT_KEY = "duban.sandbox.chat";
const isPhone = () => matchMedia("(max-width: 719px)").matches;

function asked() {
  const query = new URLSearchParams(location.search);
  const number = (name) => (query.get(name) ? Number(query.get(name)) : null);
  return { as: number("as"), chat: number("chat") };
}

function address() {
  const query = new URLSearchParams({ as: String(model.me) });
  if (model.chat !== null) query.set("chat", String(model.chat));
  return `?${query}`;
}

function note(push) {
  if (address() !== location.search) history[push ? "pushState" : "replaceState"](null, "", address());
  localStorage.setItem(PERSON_KEY, String(model.me));
  if (model.chat !== null) localStorage.setItem(CHAT_KEY, String(model.chat));
}

function visible(id) {
  const chat = id === null ? null : chatOf(id);
  return chat && maySee(chat) ? id : null;
}

function usualChat() {
  if (isPhone()) return null;
  const last = localStorage.getItem(CHAT_KEY);
  return visible(last === null ? null : Number(last)) ?? myChats()[0]?.id ?? null;
}

/** Look as this person; stays in the chat if he is in it too. */
async function become(id, { chat = model.chat, push = true } = {}) {
  if (!model.people.has(id)) return;
  const wasPrivate = chat !== null && chat === model.me;
  model.me = id;
  model.histories.clear();
  model.whole.clear();
  emit("person");
  countAll().catch(complain);
  const next = wasPrivate ? id : visible(chat);
  await enter(next ?? usualChat(), { push });
}

async function enter(chat, { push = true } = {}) {
  if (chat !== model.chat) model.thread = null;
  model.chat = chat;
  note(push);
  emit("room");
  await loadHistory(chat);
}

async function goTo({ chat, message }) {
  if (chat !== model.chat) await enter(chat);
  if (!message) return;
  await loadHistory(chat);
  await loadBackTo(chat, message);
  if (model.thread !== null && (model.histories.get(chat)?.get(message)?.thread ?? 0) !== model.thread) {
    model.thread = null;
    emit("room");
  }
  showMessage(message);
}

function firstPerson() {
  const known = [asked().as, Number(localStorage.getItem(PERSON_KEY))];
  return known.find((id) => model.people.has(id)) ?? model.people.keys().next().value ?? null;
}

function whenPeopleChange() {
  // An empty sandbox gets its people later, by control calls; another one may have others.
  if (!model.people.has(model.me) && model.people.size) become(firstPerson(), { chat: asked().chat, push: false });
}

function whenChatsChange() {
  const successor = model.chats.get(model.chat)?.migrated_to;
  if (successor && !model.chats.has(successor)) return; // its own event follows
  if (successor && visible(successor)) enter(successor, { push: false });
  else if (model.chat !== null && visible(model.chat) === null && model.me !== null) enter(usualChat(), { push: false });
  else if (model.chat === null && model.me !== null && !isPhone()) {
    const chat = usualChat();
    if (chat !== null) enter(chat, { push: false });
  }
}

function start() {
  const parts = [
    startPeople, startClock, startChatList, startRoom, startTimeline, startComposer, startGestures, startMenus,
  ];
  for (const part of parts) part();
  on("become", become);
  on("goto", goTo);
  on("people", whenPeopleChange);
  on("chats", whenChatsChange);
  addEventListener("popstate", () => {
    const { as, chat } = asked();
    if (as !== null && as !== model.me) become(as, { chat, push: false });
    else enter(visible(chat), { push: false });
  });
  listen();
}

start();
