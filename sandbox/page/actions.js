// What a person does with messages that are already there.

import { deleteMessage, getFile, postMessage, pressButton, react } from "./api.js";
import { h, avatar } from "./dom.js";
import { insideTarget, safeUrl } from "./links.js";
import { chatOf, emit, faceOf, isAdmin, isMine, maySee, mayWrite, model, myChats, nameOf, senderOf, titleOf } from "./model.js";
import { alertBox, complain, confirmBox, listBox, toast } from "./notices.js";
import { openMenu } from "./menu.js";
import { openViewer } from "./viewer.js";

const REACTIONS = ["👀", "✅", "👍"];

/** Run a call and tell the person if it fails. */
async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    complain(error);
    return null;
  }
}

async function press(message, button, node) {
  if (button.url) return follow(button.url);
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  const given = await attempt(() => pressButton(message.chat_id, message.message_id, model.me, button.callback_data));
  node.removeAttribute("aria-busy");
  const answer = given?.answer;
  if (!answer?.text) return;
  if (answer.show_alert) alertBox(answer.text);
  else toast(answer.text);
}

/** Follow a link: to a message, a person or the bot inside the page, otherwise in a new tab. */
function follow(address) {
  const url = safeUrl(address);
  if (!url) return toast("这个链接不安全，没有打开");
  const target = insideTarget(url);
  if (target?.chat) return jump(target.chat, target.message);
  if (target?.person) return showPerson(target.person);
  if (target) return startBot(target.start);
  if (url.protocol === "tg:") return toast("这个链接只能在 Telegram 里打开");
  window.open(url.href, "_blank", "noopener,noreferrer");
}

/** Go to a message, in another chat if need be. */
export function jump(chat, message) {
  const there = chatOf(chat);
  if (!there || !maySee(there)) return toast("你不在那个群里，看不到这条消息");
  emit("goto", { chat, message });
}

async function startBot(code) {
  emit("goto", { chat: model.me });
  await attempt(() => postMessage(model.me, { from: model.me, text: `/start ${code}`.trim() }));
}

function showPerson(who) {
  const byName = (person) => person.username && `@${person.username}`.toLowerCase() === String(who).toLowerCase();
  const person = model.people.get(Number(who)) ?? [...model.people.values()].find(byName);
  if (person) toast([nameOf(person), person.title, person.username && `@${person.username}`].filter(Boolean).join(" · "));
  else if (model.bot && byName(model.bot)) toast(`${nameOf(model.bot)} · 机器人`);
  else toast("沙盒里没有这个人");
}

async function toggleReaction(message, emoji) {
  const wanted = hasReacted(message, emoji) ? null : emoji;
  await attempt(() => react(message.chat_id, message.message_id, model.me, wanted));
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("已复制");
  } catch {
    toast(text); // without the right to the clipboard, at least show it
  }
}

async function remove(messages) {
  if (!(await confirmBox("删除这条消息？机器人不会知道它被删了。", "删除"))) return;
  for (const message of messages) await attempt(() => deleteMessage(message.chat_id, message.message_id));
}

function chooseTarget(messages) {
  listBox("转发到", (close) => myChats().filter(mayWrite).map((chat) =>
    h("button", { type: "button", class: "pick", on: { click: () => { close(); forward(messages, chat.id); } } },
      avatar(faceOf(chat), titleOf(chat), "small"), titleOf(chat))));
}

async function forward(messages, chat) {
  const done = await attempt(async () => {
    const text = messages.map((m) => m.text ?? m.caption).find(Boolean);
    const fields = { from: model.me, forward: originOf(messages[0]), ...(text && { text }) };
    if (messages[0].location) fields.location = messages[0].location;
    return postMessage(chat, fields, await filesOf(messages));
  });
  if (!done) return;
  emit("goto", { chat });
  toast(`已转发到${titleOf(chatOf(chat))}`);
}

function originOf(message) {
  if (message.forward) return { name: message.forward.name };
  if (message.sender_chat) return { chat: message.sender_chat.id };
  return model.people.has(message.from.id) ? { from: message.from.id } : { name: senderOf(message).name };
}

async function filesOf(messages) {
  const files = [];
  for (const { photo, document } of messages) {
    if (photo) files.push(["photo", await getFile(photo.url, "photo.jpg")]);
    else if (document) files.push(["document", await getFile(document.url, document.file_name, document.mime_type)]);
  }
  return files;
}

/** The menu of a message; `event`: the click, right click or long press that asked for it. */
function menu(messages, event) {
  const [message] = messages;
  const chat = chatOf(model.chat);
  const captioned = messages.find((m) => m.text || m.caption) ?? message;
  const words = captioned.text ?? captioned.caption;
  const mine = isMine(message);
  const wordy = words || message.photo || message.document;
  openMenu(event, {
    reactions: chat.reactions ? REACTIONS.map((emoji) => reactionChoice(message, emoji)) : [],
    items: [
      mayWrite(chat) && { icon: "reply", label: "回复", run: () => emit("reply", message) },
      mine && wordy && { icon: "edit", label: "编辑", run: () => emit("edit", captioned) },
      { icon: "forward", label: "转发", run: () => chooseTarget(messages) },
      words && { icon: "copy", label: "复制文字", run: () => copy(words) },
      (mine || isAdmin(chat)) && { icon: "trash", label: "删除", danger: true, run: () => remove(messages) },
    ].filter(Boolean),
  });
}

const hasReacted = (message, emoji) =>
  Boolean(message.reactions?.some((r) => r.emoji === emoji && r.from.includes(model.me)));

const reactionChoice = (message, emoji) =>
  ({ emoji, own: hasReacted(message, emoji), run: () => toggleReaction(message, emoji) });

function command(text) {
  const fields = { from: model.me, text, ...(model.thread && { thread: model.thread }) };
  return attempt(() => postMessage(model.chat, fields));
}

/** Everything that a bubble can ask for. */
export const actions = {
  press, jump, toggleReaction, copy, menu,
  view: (message) => openViewer(message),
  inText: {
    follow,
    person: showPerson,
    command,
  },
};
