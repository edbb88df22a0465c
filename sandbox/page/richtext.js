// Text with Bot API entities → nodes. Offsets are UTF-16 units, as in JavaScript strings.

import { h } from "./dom.js";
import { safeUrl } from "./links.js";

const SIMPLE = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

/**
 * Nodes for `text`. `actions`: follow(address), command(text), person(id or "@name").
 * Entities that overlap without nesting are cut at the outer one's end.
 */
export function richText(text, entities, actions) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return pieces(text, 0, text.length, sorted, actions);
}

function pieces(text, start, end, entities, actions) {
  const out = [];
  let at = start;
  for (let i = 0; i < entities.length; ) {
    const entity = entities[i++];
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (to <= from) continue;
    const inner = [];
    while (i < entities.length && entities[i].offset < to) inner.push(entities[i++]);
    if (from > at) out.push(text.slice(at, from));
    out.push(wrap(entity, text.slice(from, to), pieces(text, from, to, inner, actions), actions));
    at = to;
    if (BLOCKS.has(entity.type) && text[at] === "\n") at += 1; // a block breaks the line itself
  }
  if (at < end) out.push(text.slice(at, end));
  return out;
}

function wrap(entity, words, children, actions) {
  const type = entity.type;
  if (SIMPLE[type]) return h(SIMPLE[type], {}, children);
  if (type === "pre") return h("pre", { data: { language: entity.language ?? "" } }, h("code", {}, children));
  if (type === "blockquote") return h("blockquote", {}, children);
  if (type === "expandable_blockquote") return folded(children);
  if (type === "spoiler") return spoiler(children);
  if (type === "url") return link(words, children, actions);
  if (type === "text_link") return link(entity.url, children, actions);
  if (type === "email") return h("span", { class: "tag" }, children);
  if (type === "bot_command") return inlineAction(children, `发送 ${words}`, () => actions.command(words));
  if (type === "mention") return inlineAction(children, words, () => actions.person(words));
  if (type === "text_mention") return inlineAction(children, "查看此人", () => actions.person(entity.user?.id));
  if (type === "hashtag" || type === "cashtag" || type === "phone_number") return h("span", { class: "tag" }, children);
  return h("span", {}, children);
}

function inlineAction(children, label, run) {
  return h("button", { type: "button", class: "link", title: label, on: { click: run } }, children);
}

function link(address, children, actions) {
  const url = safeUrl(address);
  if (!url) return h("span", {}, children);
  const follow = (event) => {
    event.preventDefault();
    actions.follow(address);
  };
  const href = url.protocol === "tg:" ? "#" : url.href;
  return h("a", { href, title: url.href, rel: "noopener noreferrer", target: "_blank", on: { click: follow } }, children);
}

function spoiler(children) {
  const node = h("span", { class: "spoiler", role: "button", tabindex: "0", title: "点一下显示" }, h("span", {}, children));
  const show = (event) => {
    if (node.classList.contains("shown") || (event.key && event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    node.classList.add("shown");
  };
  node.addEventListener("click", show);
  node.addEventListener("keydown", show);
  return node;
}

function folded(children) {
  const node = h("blockquote", { class: "folded" }, children);
  const toggle = (event) => {
    node.classList.toggle("folded");
    event.target.textContent = node.classList.contains("folded") ? "展开" : "收起";
  };
  return h("div", { class: "foldable" }, node, h("button", { type: "button", class: "link", on: { click: toggle } }, "展开"));
}
