// One bubble (a message, or an album of them) → nodes.

import { album, documentRow, ownFile, photo, place } from "./attachments.js";
import { avatar, colourOf, h, iconButton } from "./dom.js";
import { isMine, model, senderOf } from "./model.js";
import { richText } from "./richtext.js";
import { clockTime } from "./time.js";

/**
 * The row of a message. `messages`: one, or the items of an album. `look`: {first, last}
 * of a run by the same person, {group} whether names are shown, {topic} its label.
 * `actions`: what the person can do, see actions.js.
 */
export function bubbleRow(messages, look, actions) {
  const message = messages[0];
  const mine = isMine(message);
  const sender = senderOf(message);
  const showName = look.group && look.first && !mine;
  return h("article", {
    class: ["row", mine && "mine", look.first && "first", look.last && "last"].filter(Boolean).join(" "),
    data: { testid: `message-${message.message_id}`, mid: String(message.message_id) },
    tabindex: "-1",
    "aria-label": `${sender.name} ${clockTime(message.date)}`,
  },
  look.group && !mine && (look.last ? avatar(sender.id, sender.name, "medium") : h("span", { class: "avatar-gap" })),
  h("div", { class: "stack" },
    bubble(messages, showName && sender, look, actions),
    keyboard(message, actions),
  ),
  iconButton("more", "更多操作", (event) => actions.menu(messages, event), "round row-menu"));
}

function bubble(messages, sender, look, actions) {
  const message = messages[0];
  const captioned = messages.find((m) => m.caption || m.text) ?? message;
  const words = captioned.text ?? captioned.caption ?? "";
  const media = mediaOf(messages, actions);
  const bare = media && !words && !sender && !message.reply_to && !message.forward && !message.document;
  return h("div", { class: `bubble${media ? " with-media" : ""}${bare ? " bare" : ""}` },
    sender && senderLine(sender),
    look.topic && h("span", { class: "topic-label" }, `# ${look.topic}`),
    message.forward && h("div", { class: "forwarded" }, "转发自 ", h("b", {}, message.forward.name || "某人")),
    message.reply_to && quote(message, actions),
    media,
    words ? h("div", { class: "text" }, richText(words, captioned.entities, actions.inText), meta(messages)) : meta(messages),
    reactions(message, actions));
}

function meta(messages) {
  const [{ date }] = messages;
  return h("footer", { class: "meta" }, messages.some((m) => m.edited) && h("span", { class: "edited" }, "已编辑"),
    h("time", { datetime: date }, clockTime(date)));
}

function senderLine({ id, name, title }) {
  return h("div", { class: `sender ink-${colourOf(id)}` },
    h("span", { class: "sender-name" }, name),
    title && h("span", { class: "sender-title" }, title));
}

function mediaOf(messages, actions) {
  const [message] = messages;
  const pictures = messages.filter((m) => m.photo);
  if (pictures.length > 1) return album(pictures, actions.view);
  if (message.photo) return photo(message, actions.view);
  const files = messages.filter((m) => m.document);
  if (files.length) return h("div", { class: "documents" }, files.map((m) => documentRow(m.document)));
  if (message.location) return place(message.location, actions.copy);
  return null;
}

function quote(message, actions) {
  const preview = message.reply_preview ?? {};
  const source = ownFile(preview.thumb_url);
  const thumb = source && h("img", {
    class: "quote-thumb", src: source, alt: "", decoding: "async", on: { error: ({ target }) => target.remove() },
  });
  return h("button", {
    type: "button", class: "quote", title: "跳到原消息", data: { testid: "quote" },
    on: { click: () => actions.jump(message.chat_id, message.reply_to) },
  },
  thumb,
  h("span", { class: "quote-words" },
    h("span", { class: "quote-name" }, preview.name || "原消息"),
    h("span", { class: "quote-text" }, preview.text || (message.reply_preview ? "…" : "已被删除"))));
}

function keyboard(message, actions) {
  const rows = (message.buttons ?? []).filter((row) => row.length);
  if (!rows.length) return null;
  return h("div", { class: "keyboard" }, rows.map((row) =>
    h("div", { class: "keyboard-row" }, row.map((button) => inlineButton(message, button, actions)))));
}

function inlineButton(message, button, actions) {
  const press = (event) => actions.press(message, button, event.currentTarget);
  return h("button", {
    type: "button", class: `inline-button${button.url ? " leads-out" : ""}`, title: button.url,
    on: { click: press },
  }, button.text);
}

function reactions(message, actions) {
  const present = (message.reactions ?? []).filter((reaction) => reaction.from.length);
  if (!present.length) return null;
  return h("div", { class: "reactions" }, present.map(({ emoji, from }) => {
    const own = from.includes(model.me);
    const names = from.map((id) => senderOf({ from: model.people.get(id) ?? (model.bot?.id === id ? model.bot : null) }).name);
    return h("button", {
      type: "button", class: `reaction${own ? " own" : ""}`, "aria-pressed": String(own), title: names.join("、"),
      "aria-label": `${emoji} ${names.join("、")}`, on: { click: () => actions.toggleReaction(message, emoji) },
    }, h("span", { class: "emoji" }, emoji), h("span", {}, String(from.length)));
  }));
}

/** A line in the middle: a service message or a day. */
export function centredRow(text, cls, id) {
  const data = id ? { testid: `message-${id}`, mid: String(id) } : {};
  return h("div", { class: `centred ${cls}`, data }, h("span", {}, text));
}
