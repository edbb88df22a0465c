// Which addresses are followed, and where links to messages lead inside the page.

import { model } from "./model.js";

const ALLOWED = new Set(["http:", "https:", "tg:"]);
const TELEGRAM = new Set(["t.me", "telegram.me", "telegram.dog"]);

/** The address as a URL if it is http, https or tg; otherwise null (javascript:, data:, …). */
export function safeUrl(raw) {
  const text = String(raw ?? "").trim();
  const full = /^[a-z][a-z0-9+-]*:/i.test(text) ? text : `https://${text}`;
  try {
    const url = new URL(full);
    return ALLOWED.has(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

const supergroup = (id) => Number(`-100${id}`);

/**
 * What a link means inside the page:
 * {chat, message} a message · {start} the private chat with the bot, with its code ·
 * {person} somebody · null: an address outside.
 */
export function insideTarget(url) {
  if (url.protocol === "tg:") return tgTarget(url);
  if (!TELEGRAM.has(url.hostname)) return null;
  const path = url.pathname.split("/").filter(Boolean);
  if (path[0] === "c" && path.length >= 3) return place(path[1], path.at(-1));
  if (path.length === 1) return startTarget(path[0], url.searchParams.get("start"));
  return null;
}

function tgTarget(url) {
  const name = url.hostname || url.pathname.replace(/^\/+/, "");
  const query = url.searchParams;
  if (name === "user") return { person: Number(query.get("id")) };
  if (name === "resolve") return startTarget(query.get("domain"), query.get("start"));
  if (name === "privatepost") return place(query.get("channel"), query.get("post"));
  return null;
}

function place(chat, message) {
  if (!/^\d+$/.test(chat ?? "") || !/^\d+$/.test(message ?? "")) return null;
  return { chat: supergroup(chat), message: Number(message) };
}

function startTarget(name, code) {
  const bot = model.bot?.username;
  if (!bot || name?.toLowerCase() !== bot.toLowerCase()) return null;
  return { start: code ?? "" };
}
