// Pictures full screen: zoom by click, arrow keys through the chat's pictures, Esc.

import { ownFile } from "./attachments.js";
import { h, iconButton } from "./dom.js";
import { emit, messagesOf, model, senderOf } from "./model.js";
import { dialog } from "./notices.js";
import { fullTime } from "./time.js";

const ZOOM = 2.5;
const SWIPE = 60;
const DRAG = 4;

/** Open at the photo of a message. */
export function openViewer(message) {
  const pictures = messagesOf(model.chat).filter((m) => m.photo);
  const at = pictures.findIndex((m) => m.message_id === message.message_id);
  if (at < 0) return;
  const img = h("img", { alt: "照片", draggable: "false" });
  const stage = h("div", { class: "stage" }, img);
  const words = h("p", { class: "viewer-words" });
  const counter = h("span", { class: "viewer-count" });
  const state = { pictures, at };
  const show = () => showPicture(state, { img, stage, words, counter });
  const move = (step) => {
    if (!pictures[state.at + step]) return;
    state.at += step;
    show();
  };
  const node = dialog({ class: "viewer", "aria-label": "照片", data: { testid: "viewer" } }, (close) => [
    stage,
    h("header", { class: "viewer-bar" }, counter,
      h("a", { class: "round", title: "保存原图", "aria-label": "保存原图", download: "", data: { role: "save" } }, "↓"),
      iconButton("chat", "看原消息", () => {
        close();
        emit("goto", { chat: model.chat, message: pictures[state.at].message_id });
      }),
      iconButton("close", "关闭", close)),
    iconButton("back", "上一张", () => move(-1), "round viewer-side left"),
    iconButton("next", "下一张", () => move(1), "round viewer-side right"),
    words,
  ]);
  node.addEventListener("keydown", (event) => steer(event, move));
  img.addEventListener("click", (event) => zoom(stage, img, event));
  stage.addEventListener("click", (event) => event.target === stage && node.close());
  swipe(stage, move);
  drag(stage);
  show();
}

function showPicture({ pictures, at }, { img, stage, words, counter }) {
  const message = pictures[at];
  const viewer = stage.closest("dialog");
  const source = ownFile(message.photo.url);
  unzoom(stage, img);
  img.src = source;
  img.alt = message.caption || "照片";
  viewer.dataset.mid = message.message_id;
  counter.textContent = `${at + 1} / ${pictures.length}`;
  words.textContent = [`${senderOf(message).name} · ${fullTime(message.date)}`, message.caption].filter(Boolean).join("\n");
  viewer.querySelector("[data-role=save]").href = source;
  viewer.querySelector(".left").disabled = at === 0;
  viewer.querySelector(".right").disabled = at === pictures.length - 1;
}

function steer(event, move) {
  const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
  if (!step) return;
  event.preventDefault();
  move(step);
}

function unzoom(stage, img) {
  stage.classList.remove("zoomed");
  img.style.width = "";
}

function zoom(stage, img, event) {
  if (stage.dataset.dragged) return;
  if (stage.classList.contains("zoomed")) return unzoom(stage, img);
  const box = img.getBoundingClientRect();
  const x = (event.clientX - box.left) / box.width;
  const y = (event.clientY - box.top) / box.height;
  stage.classList.add("zoomed");
  img.style.width = `${Math.max(box.width * ZOOM, Math.min(img.naturalWidth, box.width * 4))}px`;
  const big = img.getBoundingClientRect();
  stage.scrollLeft = x * big.width - stage.clientWidth / 2;
  stage.scrollTop = y * big.height - stage.clientHeight / 2;
}

function swipe(stage, move) {
  let start = null;
  stage.addEventListener("touchstart", (event) => (start = event.touches[0].clientX), { passive: true });
  stage.addEventListener("touchend", (event) => {
    const way = event.changedTouches[0].clientX - start;
    if (!stage.classList.contains("zoomed") && Math.abs(way) > SWIPE) move(way < 0 ? 1 : -1);
  });
}

function drag(stage) {
  let from = null;
  stage.addEventListener("pointerdown", (event) => {
    delete stage.dataset.dragged;
    if (event.pointerType !== "mouse" || !stage.classList.contains("zoomed")) return;
    from = { x: event.clientX + stage.scrollLeft, y: event.clientY + stage.scrollTop };
  });
  stage.addEventListener("pointermove", (event) => {
    if (!from) return;
    const [left, top] = [from.x - event.clientX, from.y - event.clientY];
    const way = Math.abs(left - stage.scrollLeft) + Math.abs(top - stage.scrollTop);
    if (way > DRAG) stage.dataset.dragged = "yes"; // the click that follows must not end the zoom
    stage.scrollTo(left, top);
  });
  for (const end of ["pointerup", "pointerleave"]) stage.addEventListener(end, () => (from = null));
}
