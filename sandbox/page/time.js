// How moments are written, in the sandbox's timezone.

import { model } from "./model.js";

const formats = new Map();

function parts(moment) {
  if (!formats.has(model.timezone)) {
    formats.set(model.timezone, new Intl.DateTimeFormat("zh-CN", {
      timeZone: model.timezone, hourCycle: "h23", weekday: "short",
      year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
    }));
  }
  const found = {};
  for (const { type, value } of formats.get(model.timezone).formatToParts(new Date(moment))) found[type] = value;
  return found;
}

/** "16:28" */
export function clockTime(moment) {
  const p = parts(moment);
  return `${p.hour}:${p.minute}`;
}

/** "2026-11-21": the calendar day, for comparing. */
export function dayKey(moment) {
  const p = parts(moment);
  return `${p.year}-${p.month}-${p.day}`;
}

const DAY = 86400000;

/** "今天", "昨天", "11月19日 周四"; with the year where it is another one. */
export function dayLabel(moment, now) {
  const key = dayKey(moment);
  if (key === dayKey(now)) return "今天";
  if (key === dayKey(now - DAY)) return "昨天";
  const p = parts(moment);
  const year = p.year === parts(now).year ? "" : `${p.year}年`;
  return `${year}${Number(p.month)}月${Number(p.day)}日 ${p.weekday}`;
}

/** Short form for the chat list: the time today, otherwise the day. */
export function listTime(moment, now) {
  const key = dayKey(moment);
  if (key === dayKey(now)) return clockTime(moment);
  if (key === dayKey(now - DAY)) return "昨天";
  const p = parts(moment);
  return `${Number(p.month)}月${Number(p.day)}日`;
}

/** "11月21日 周六 16:28": the clock in the strip. */
export function fullTime(moment) {
  const p = parts(moment);
  return `${Number(p.month)}月${Number(p.day)}日 ${p.weekday} ${p.hour}:${p.minute}`;
}
