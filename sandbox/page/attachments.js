// Photos, albums, documents and places inside a bubble.

import { h, icon } from "./dom.js";

// How many pictures stand in each row of an album of 2..10.
const ROWS = {
  2: [2], 3: [1, 2], 4: [2, 2], 5: [2, 3], 6: [3, 3], 7: [2, 2, 3], 8: [2, 3, 3], 9: [3, 3, 3], 10: [2, 2, 3, 3],
};
const SIXTHS = 6;
const SHARP_ENOUGH = 2000; // wider originals are shown by their thumbnail

/** Only files that the sandbox itself keeps are ever loaded. */
export const ownFile = (url) => (typeof url === "string" && url.startsWith("/sandbox/files/") ? url : "");

/** One photo in its own proportions. */
export function photo(message, open) {
  const { width, height, url, thumb_url: thumb } = message.photo;
  const ratio = width > 0 && height > 0 ? width / height : 4 / 3;
  const source = width && width <= SHARP_ENOUGH ? url : thumb || url;
  const img = picture(source);
  const node = h("button",
    {
      type: "button", class: "photo", style: { "--ratio": String(ratio) }, "aria-label": "放大照片", title: "放大照片",
      on: { click: () => open(message) },
    },
    img);
  img.addEventListener("load", () => correct(node, img, ratio), { once: true });
  return node;
}

function correct(node, img, told) {
  // A photo turned by its EXIF mark is as wide as it was told high.
  const real = img.naturalWidth / img.naturalHeight;
  if (Number.isFinite(real) && Math.abs(real / told - 1) > 0.02) node.style.setProperty("--ratio", String(real));
}

function picture(source) {
  const img = h("img", { alt: "照片", loading: "lazy", decoding: "async", draggable: "false" });
  img.addEventListener("error", () => img.parentElement?.classList.add("broken"), { once: true });
  img.src = ownFile(source);
  return img;
}

/** Two to ten photos as a grid; each tile after the first carries its own message id. */
export function album(messages, open) {
  const rows = ROWS[messages.length] ?? Array(Math.ceil(messages.length / 3)).fill(3);
  const spans = rows.flatMap((count) => Array(count).fill(SIXTHS / count));
  const tiles = messages.map((message, index) => tile(message, index, spans[index], open));
  return h("div", { class: "album" }, tiles);
}

function tile(message, index, span, open) {
  const data = index ? { testid: `message-${message.message_id}`, mid: String(message.message_id) } : {};
  return h("button", {
    type: "button", class: `tile span-${span}`, data, title: "放大照片",
    "aria-label": `放大第 ${index + 1} 张照片`, on: { click: () => open(message) },
  }, picture(message.photo.thumb_url || message.photo.url));
}

/** A file to download; pictures sent as files look the same. */
export function documentRow(file) {
  return h("a", { class: "document", href: ownFile(file.url), download: file.file_name || "file", title: "下载" },
    h("span", { class: "document-icon" }, icon("doc")),
    h("span", { class: "document-words" },
      h("span", { class: "document-name" }, file.file_name || "文件"),
      h("span", { class: "document-size" }, sizeText(file.size))));
}

function sizeText(bytes) {
  if (!Number.isFinite(bytes)) return "大小未知";
  if (bytes < 1024) return `${bytes} 字节`;
  if (bytes < 1048576) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1048576).toFixed(1)} MB`;
}

/** A place: no map can be fetched, so a drawn one with the coordinates, copied on a click. */
export function place({ latitude, longitude }, copy) {
  const words = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return h("button", {
    type: "button", class: "place", title: "复制坐标", "aria-label": `位置 ${words}，点击复制坐标`,
    on: { click: () => copy(words) },
  },
    h("span", { class: "place-map" }, icon("pin")),
    h("span", { class: "place-words" }, words));
}
